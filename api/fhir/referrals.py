"""Where a referral stands, as FHIR R4 Task and ServiceRequest resources, for whoever made it.

What FHIR can tell apart and we do not tell stays together: a no, a change of mind and somebody who
could not be reached are all a task that was cancelled and a request that was revoked.
"""

from typing import Any, Literal

from domain.partnership.language import News
from domain.periods import LOCAL
from projections.referrer_feedback import Row

OURS = "https://alongside.example/fhir"
"""Where our own codes are named; nothing is served from there."""

Kind = Literal["Task", "ServiceRequest"]

TASK_STATUS = {
    News.RECEIVED: "received",
    News.ACCEPTED: "accepted",
    News.STARTED: "in-progress",
    News.ENDED: "completed",
    News.NOT_PROCEEDING: "cancelled",
}
REQUEST_STATUS = {
    News.RECEIVED: "active",
    News.ACCEPTED: "active",
    News.STARTED: "active",
    News.ENDED: "completed",
    News.NOT_PROCEEDING: "revoked",
}


def task(row: Row) -> dict[str, Any]:
    """What is done about a referral, as a Task that fulfils its request."""
    status = {"coding": [{"system": f"{OURS}/referral-status", "code": row.news}]}
    return {
        "resourceType": "Task",
        "id": row.referral,
        "meta": {"lastUpdated": row.since.isoformat()},
        "status": TASK_STATUS[News(row.news)],
        "businessStatus": status,
        "intent": "order",
        "code": {
            "coding": [
                {"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"},
            ]
        },
        "focus": {"reference": f"ServiceRequest/{row.referral}"},
        "for": {"reference": f"Patient/{row.person}"},
        "authoredOn": row.arrived_at.astimezone(LOCAL).isoformat(),
        "lastModified": row.since.astimezone(LOCAL).isoformat(),
    }


def service_request(row: Row) -> dict[str, Any]:
    """The referral itself as a ServiceRequest: that it was made, and whether it still stands."""
    return {
        "resourceType": "ServiceRequest",
        "id": row.referral,
        "meta": {"lastUpdated": row.since.isoformat()},
        "status": REQUEST_STATUS[News(row.news)],
        "intent": "order",
        "subject": {"reference": f"Patient/{row.person}"},
        "authoredOn": row.arrived_at.astimezone(LOCAL).isoformat(),
    }


RESOURCE = {"Task": task, "ServiceRequest": service_request}


def bundle(kind: Kind, rows: list[Row], address: str) -> dict[str, Any]:
    """What a search found."""
    entries = [
        {
            "fullUrl": f"{address}/{kind}/{row.referral}",
            "resource": RESOURCE[kind](row),
            "search": {"mode": "match"},
        }
        for row in rows
    ]
    found: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
    return found | ({"entry": entries} if entries else {})
