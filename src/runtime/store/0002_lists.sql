-- Lists of accounts are counted and filtered by state; SQLite counts all of them in this index, too.
CREATE INDEX accounts_by_state ON accounts (state, id);
CREATE INDEX applications_by_state ON applications (state, id);
