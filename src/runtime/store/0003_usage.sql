-- Reports over all applications, and who has used the most.
CREATE INDEX usage_counts_by_time ON usage_counts (metric, period, starts_at);
