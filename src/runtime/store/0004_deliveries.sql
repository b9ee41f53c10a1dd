-- Who is told of an event, and how far that has come. `notice` names what is told: nobody is told the same twice.
CREATE TABLE deliveries (
    id {id},
    event_id BIGINT NOT NULL,
    channel TEXT NOT NULL,
    -- `user:3`, or the name of a webhook.
    recipient TEXT NOT NULL,
    -- The mail's system name, or the event.
    kind TEXT NOT NULL,
    notice TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    -- The process that has it in hand, and until when that is believed.
    owner TEXT,
    leased_until BIGINT NOT NULL,
    done_at BIGINT,
    -- Why it was not delivered, without what names anybody.
    problem TEXT,
    UNIQUE (channel, recipient, notice)
);
CREATE INDEX deliveries_to_do ON deliveries (channel, next_at) WHERE done_at IS NULL;
