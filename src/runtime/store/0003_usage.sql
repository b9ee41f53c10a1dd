-- Reports over all applications, and what is old enough to be forgotten.
CREATE INDEX usage_counts_by_time ON usage_counts (period, starts_at, metric);
