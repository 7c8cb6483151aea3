"""The tables of the log on PostgreSQL, and the function that appends to it in one round trip."""

VERSION = 1
"""The layout of the schema. Another number was written by another program."""

TABLES = """
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

# Submissions come as arrays, with the things read and the events of all of them one after another
# and their counts for each. The answer has four numbers for each submission: what became of it
# (0 committed, 1 repeated, 2 reused, 3 conflicted), first, last, recorded_at.
APPEND = """
CREATE OR REPLACE FUNCTION append_events(
    command_ids text[], digests bytea[], dependent boolean[], read_counts integer[],
    entry_counts integer[], read_tags text[], read_names text[], read_afters bigint[],
    names text[], tag_lists text[], payloads bytea[], expected_head bigint, now bigint
) RETURNS bigint[] LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
    outcomes bigint[] := '{}';
    frontier bytea[];
    top integer;
    size bigint;
    at bigint;
    on_track boolean;
    known record;
    r integer := 1;
    e integer := 1;
    node bytea;
    number bigint;
    height integer;
    stored boolean := false;
BEGIN
    SELECT h.size, h.recorded_at, h.frontier INTO size, at, frontier FROM head AS h FOR UPDATE;
    on_track := size = expected_head;
    top := cardinality(frontier);
    FOR i IN 1 .. cardinality(entry_counts) LOOP
        SELECT c.digest, c.first, c.last, ev.recorded_at INTO known
        FROM commands AS c JOIN events AS ev ON ev.position = c.last
        WHERE c.command_id = command_ids[i];
        IF FOUND THEN
            on_track := false;
            IF known.digest = digests[i] THEN
                outcomes := outcomes || ARRAY[1, known.first, known.last, known.recorded_at];
            ELSE
                outcomes := outcomes || ARRAY[2, 0, 0, 0]::bigint[];
            END IF;
        ELSIF (dependent[i] AND NOT on_track) OR (read_counts[i] > 0 AND EXISTS (
            SELECT 1
            FROM generate_series(r, r + read_counts[i] - 1) AS q
            WHERE EXISTS (
                SELECT 1 FROM tags AS t
                WHERE t.tag = read_tags[q] AND t.position > read_afters[q]
                AND (read_names[q] = '' OR (
                    SELECT ev.name FROM events AS ev WHERE ev.position = t.position
                ) = ANY (string_to_array(read_names[q], ' ')))
            )
        )) THEN
            on_track := false;
            outcomes := outcomes || ARRAY[3, 0, 0, 0]::bigint[];
        ELSE
            IF entry_counts[i] > 0 THEN
                at := greatest(at, now);
                stored := true;
                IF command_ids[i] IS NOT NULL THEN
                    INSERT INTO commands
                    VALUES (command_ids[i], digests[i], size + 1, size + entry_counts[i]);
                END IF;
            END IF;
            outcomes := outcomes || ARRAY[0, size + 1, size + entry_counts[i], at];
            FOR j IN e .. e + entry_counts[i] - 1 LOOP
                number := size;
                size := size + 1;
                node := sha256(
                    '\\x00616c6f6e67736964652f6576656e742f7631'::bytea
                    || int8send(size) || int8send(at) || int4send(octet_length(names[j]))
                    || int4send(octet_length(tag_lists[j])) || int4send(octet_length(payloads[j]))
                    || convert_to(names[j], 'UTF8') || convert_to(tag_lists[j], 'UTF8')
                    || payloads[j]
                );
                INSERT INTO events VALUES (size, names[j], at, tag_lists[j], payloads[j], node);
                INSERT INTO tags SELECT tag, size
                FROM unnest(string_to_array(tag_lists[j], ' ')) AS tag ON CONFLICT DO NOTHING;
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
        r := r + read_counts[i];
        e := e + entry_counts[i];
    END LOOP;
    IF stored THEN
        node := frontier[top];
        FOR k IN REVERSE top - 1 .. 1 LOOP
            node := sha256('\\x01'::bytea || frontier[k] || node);
        END LOOP;
        UPDATE head AS h
        SET size = size, recorded_at = at, frontier = frontier[1:top], root = node;
    END IF;
    RETURN outcomes;
END
$$;
"""
