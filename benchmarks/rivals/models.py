"""The same tables, as Django's mapper has them."""

from typing import ClassVar

from django.db import models


class Staff(models.Model):
    id = models.CharField(primary_key=True, max_length=80)
    name = models.TextField()
    role = models.TextField()

    class Meta:
        managed = False
        db_table = "staff"
        app_label = "rivals"


class Person(models.Model):
    id = models.CharField(primary_key=True, max_length=80)
    name = models.TextField()

    class Meta:
        managed = False
        db_table = "person"
        app_label = "rivals"


class Peer(models.Model):
    id = models.CharField(primary_key=True, max_length=80)
    name = models.TextField()

    class Meta:
        managed = False
        db_table = "peer"
        app_label = "rivals"


class Line(models.Model):
    place = models.IntegerField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT)
    peer = models.ForeignKey(Peer, models.PROTECT, null=True)
    coordinator = models.ForeignKey(Staff, models.PROTECT, null=True)
    match = models.TextField(null=True)
    referral = models.TextField(null=True)
    state = models.TextField()
    level = models.IntegerField(null=True)
    since = models.DateTimeField()
    sessions = models.IntegerField()
    last_session_at = models.DateTimeField(null=True)
    next_session_at = models.DateTimeField(null=True)
    flags = models.JSONField()

    class Meta:
        managed = False
        db_table = "line"
        app_label = "rivals"
        ordering: ClassVar = ["place"]


class Audit(models.Model):
    id = models.AutoField(primary_key=True)
    at = models.DateTimeField()
    staff_id = models.TextField()
    view = models.TextField()
    people = models.JSONField()

    class Meta:
        managed = False
        db_table = "audit"
        app_label = "rivals"
