-- {id} and {bytes} are the database's own words for an id that is never given twice and for bytes.
-- Times are seconds since 1970. Lists and mappings are JSON.

-- Raised by every change of customers' data, as the first thing the change does: who holds this row writes alone.
CREATE TABLE versions (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    version BIGINT NOT NULL
);
INSERT INTO versions (only_row, version) VALUES (1, 0);

CREATE TABLE accounts (
    id {id},
    external_id TEXT UNIQUE,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    plan TEXT,
    groups TEXT NOT NULL,
    fields TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX accounts_by_name ON accounts (name);

CREATE TABLE users (
    id {id},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    username TEXT NOT NULL,
    -- The username in lower case: two users differ in more than capitals.
    username_key TEXT NOT NULL UNIQUE,
    email TEXT,
    name TEXT,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    fields TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    last_login_at BIGINT
);
CREATE INDEX users_by_account ON users (account_id);
CREATE INDEX users_by_email ON users (email);

CREATE TABLE identities (
    iss TEXT NOT NULL,
    sub TEXT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (iss, sub)
);
CREATE INDEX identities_by_user ON identities (user_id);

CREATE TABLE applications (
    id {id},
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    plan TEXT NOT NULL,
    mode TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The app_id, or the client id; none in user_key mode.
    app_id TEXT UNIQUE,
    redirect_url TEXT,
    fields TEXT NOT NULL,
    trial_ends_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX applications_by_account ON applications (account_id);
CREATE INDEX applications_by_plan ON applications (plan);

CREATE TABLE app_keys (
    id {id},
    application_id BIGINT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- HMAC of the key; null when the key is revoked.
    lookup {bytes} UNIQUE,
    -- The key, encrypted, where the site shows it again; null otherwise.
    sealed {bytes},
    -- Names the master secret that `lookup` and `sealed` were made with.
    secret TEXT NOT NULL,
    prefix TEXT NOT NULL,
    last_four TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    expires_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX app_keys_by_application ON app_keys (application_id);

CREATE TABLE sessions (
    id_hash {bytes} PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider TEXT NOT NULL,
    iss TEXT,
    sub TEXT,
    sid TEXT,
    id_token {bytes},
    names TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_sid ON sessions (iss, sid);
CREATE INDEX sessions_by_sub ON sessions (iss, sub);

CREATE TABLE used_tokens (
    id_hash {bytes} PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

CREATE TABLE access_tokens (
    id {id},
    name TEXT NOT NULL,
    hash {bytes} UNIQUE NOT NULL,
    last_four TEXT NOT NULL,
    scopes TEXT NOT NULL,
    permission TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    expires_at BIGINT,
    revoked_at BIGINT
);

-- Stays when the account it tells of is gone.
CREATE TABLE audit (
    id {id},
    at BIGINT NOT NULL,
    account_id BIGINT,
    actor TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX audit_by_account ON audit (account_id, id);

CREATE TABLE outbox (
    id {id},
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    account_id BIGINT,
    payload TEXT NOT NULL,
    done_at BIGINT
);
CREATE INDEX outbox_to_do ON outbox (id) WHERE done_at IS NULL;

CREATE TABLE usage_counts (
    application_id BIGINT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    metric TEXT NOT NULL,
    period TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (application_id, metric, period, starts_at)
);

CREATE TABLE alerts (
    id {id},
    application_id BIGINT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    metric TEXT NOT NULL,
    period TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    -- Percent of the limit that was reached.
    level BIGINT NOT NULL,
    limit_value BIGINT NOT NULL,
    value BIGINT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (application_id, metric, period, starts_at, level)
);
