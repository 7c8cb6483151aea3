"""The tables of the log on both databases, and the function that appends to it on PostgreSQL."""

VERSION = 1
"""The layout of the tables. Another number was written by another program."""

SQLITE_TABLES = """
CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    tags TEXT NOT NULL,
    data BLOB NOT NULL,
    leaf BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tags (
    tag TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (tag, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commands (
    first INTEGER PRIMARY KEY,
    last INTEGER NOT NULL,
    command_id TEXT NOT NULL,
    digest BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS command_ids (
    command_id TEXT NOT NULL PRIMARY KEY,
    first INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS head (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL,
    indexed INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    frontier BLOB NOT NULL,
    root BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tiles (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    root BLOB NOT NULL,
    PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;
"""

POSTGRES_TABLES = """
CREATE TABLE IF NOT EXISTS layout (version integer NOT NULL);
INSERT INTO layout SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM layout);
CREATE TABLE IF NOT EXISTS events (
    position bigint PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    recorded_at bigint NOT NULL,
    tags text COLLATE "C" NOT NULL,
    data bytea STORAGE EXTERNAL NOT NULL,
    leaf bytea NOT NULL
);
CREATE TABLE IF NOT EXISTS tags (
    tag text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (tag, position)
);
CREATE TABLE IF NOT EXISTS commands (
    command_id text COLLATE "C" PRIMARY KEY,
    digest bytea NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS head (
    one integer PRIMARY KEY CHECK (one = 1),
    size bigint NOT NULL,
    recorded_at bigint NOT NULL,
    frontier bytea[] NOT NULL,
    root bytea NOT NULL
) WITH (fillfactor = 10);
INSERT INTO head VALUES (1, 0, 0, '{}', sha256(''::bytea)) ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS tiles (
    level integer NOT NULL,
    number bigint NOT NULL,
    root bytea NOT NULL,
    PRIMARY KEY (level, number)
);
"""

# A batch comes as arrays: one element for each submission; one for each thing read, each event and
# each different tag of an event, with the number of the submission or event that it belongs to; one
# for each pair of submissions of which the later has read what the earlier may change. Statements
# cost more than rows, so there is one for all rows of a kind.
#
# The answer has four numbers for each submission: what became of it (0 committed, 1 repeated,
# 2 reused, 3 conflicted), first, last, recorded_at.
POSTGRES_APPEND = """
CREATE OR REPLACE FUNCTION append_events(
    command_ids text[], digests bytea[], dependent boolean[], entry_counts integer[],
    read_tags text[], read_names text[], read_afters bigint[], read_owners integer[],
    names text[], tag_lists text[], payloads bytea[], tags text[], tag_owners integer[],
    later integer[], earlier integer[], expected_head bigint, now bigint
) RETURNS bigint[] LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
    outcomes bigint[] := '{}';
    known bigint[] := '{}';
    stale integer[] := '{}';
    committed boolean[] := '{}';
    positions bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(names)]);
    leaves bytea[] := array_fill(NULL::bytea, ARRAY[cardinality(names)]);
    frontier bytea[];
    top integer;
    size bigint;
    before bigint;
    at bigint;
    on_track boolean;
    found record;
    e integer := 0;
    node bytea;
    number bigint;
    height integer;
BEGIN
    SELECT h.size, h.recorded_at, h.frontier INTO size, at, frontier FROM head AS h FOR UPDATE;
    before := size;
    on_track := size = expected_head;
    top := cardinality(frontier);
    FOR found IN
        SELECT i, c.digest = digests[i] AS same, c.first, c.last, ev.recorded_at
        FROM unnest(command_ids) WITH ORDINALITY AS q (id, i)
        JOIN commands AS c ON c.command_id = q.id JOIN events AS ev ON ev.position = c.last
    LOOP
        known[found.i * 4 - 3 : found.i * 4] := CASE WHEN found.same
            THEN ARRAY[1, found.first, found.last, found.recorded_at]
            ELSE ARRAY[2, 0, 0, 0]::bigint[] END;
    END LOOP;
    IF cardinality(read_tags) > 0 THEN
        SELECT array_agg(q.owner) INTO stale
        FROM unnest(read_tags, read_names, read_afters, read_owners) AS q (tag, name, after, owner)
        WHERE q.after < size AND EXISTS (
            SELECT 1 FROM tags AS t WHERE t.tag = q.tag AND t.position > q.after
            AND (q.name = '' OR (
                SELECT ev.name FROM events AS ev WHERE ev.position = t.position
            ) = ANY (string_to_array(q.name, ' ')))
        );
    END IF;
    FOR i IN 1 .. cardinality(entry_counts) LOOP
        committed[i] := false;
        IF known[i * 4] IS NOT NULL THEN
            on_track := false;
            outcomes := outcomes || known[i * 4 - 3 : i * 4];
        ELSIF (dependent[i] AND NOT on_track) OR i = ANY (stale) OR (
            i = ANY (later) AND EXISTS (
                SELECT 1 FROM unnest(later, earlier) AS q (later, earlier)
                WHERE q.later = i AND committed[q.earlier]
            )
        ) THEN
            on_track := false;
            outcomes := outcomes || ARRAY[3, 0, 0, 0]::bigint[];
        ELSE
            committed[i] := true;
            IF entry_counts[i] > 0 THEN
                at := greatest(at, now);
            END IF;
            outcomes := outcomes || ARRAY[0, size + 1, size + entry_counts[i], at];
            FOR j IN e + 1 .. e + entry_counts[i] LOOP
                number := size;
                size := size + 1;
                node := sha256(
                    '\\x00616c6f6e67736964652f6576656e742f7631'::bytea
                    || int8send(size) || int8send(at) || int4send(octet_length(names[j]))
                    || int4send(octet_length(tag_lists[j])) || int4send(octet_length(payloads[j]))
                    || convert_to(names[j], 'UTF8') || convert_to(tag_lists[j], 'UTF8')
                    || payloads[j]
                );
                positions[j] := size;
                leaves[j] := node;
                height := 0;
                WHILE number & 1 = 1 LOOP
                    node := sha256('\\x01'::bytea || frontier[top] || node);
                    top := top - 1;
                    number := number >> 1;
                    height := height + 1;
                    IF height & 7 = 0 THEN
                        INSERT INTO tiles VALUES (height >> 3, number, node);
                    END IF;
                END LOOP;
                top := top + 1;
                frontier[top] := node;
            END LOOP;
        END IF;
        e := e + entry_counts[i];
    END LOOP;
    IF size = before THEN
        RETURN outcomes;
    END IF;
    INSERT INTO events
    SELECT q.position, q.name, at, q.tags, q.data, q.leaf
    FROM unnest(positions, names, tag_lists, payloads, leaves)
        AS q (position, name, tags, data, leaf)
    WHERE q.position IS NOT NULL;
    INSERT INTO tags
    SELECT q.tag, positions[q.owner] FROM unnest(tags, tag_owners) AS q (tag, owner)
    WHERE positions[q.owner] IS NOT NULL;
    INSERT INTO commands
    SELECT q.id, q.digest, outcomes[q.i * 4 - 2], outcomes[q.i * 4 - 1]
    FROM unnest(command_ids, digests, entry_counts) WITH ORDINALITY AS q (id, digest, events, i)
    WHERE q.id IS NOT NULL AND q.events > 0 AND committed[q.i];
    node := frontier[top];
    FOR k IN REVERSE top - 1 .. 1 LOOP
        node := sha256('\\x01'::bytea || frontier[k] || node);
    END LOOP;
    UPDATE head AS h
    SET size = size, recorded_at = at, frontier = frontier[1:top], root = node;
    RETURN outcomes;
END
$$;
"""
