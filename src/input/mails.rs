//! The mails that the portal sends: 3scale's system names and their variables.

const CINSTANCE: &[&str] = &["provider", "account", "user", "plan", "application", "service"];
const KEY: &[&str] = &["provider", "account", "user", "plan", "application", "service", "key"];
const CONTRACT: &[&str] = &["provider", "account", "user", "plan", "service", "subscription"];
const ACCOUNT: &[&str] = &["user", "account", "provider", "domain", "support_email"];
const INVOICE: &[&str] = &["account", "provider", "cost", "invoice_url", "payment_url"];
const ALERT: &[&str] = &["application", "account", "provider", "service", "alert", "url", "sender"];

/// Every mail that the portal sends, by system name, with its variables.
pub const KNOWN: [(&str, &[&str]); 26] = [
    ("account_approved", ACCOUNT),
    ("account_confirmed", ACCOUNT),
    ("account_messenger_expired_credit_card_notification_for_buyer", &["account", "provider", "account_payment_url"]),
    ("account_rejected", ACCOUNT),
    ("alert_messenger_limit_alert_for_buyer", ALERT),
    ("alert_messenger_limit_violation_for_buyer", ALERT),
    ("cinstance_messenger_accept", CINSTANCE),
    ("cinstance_messenger_expired_trial_period_notification", CINSTANCE),
    ("cinstance_messenger_key_created", KEY),
    ("cinstance_messenger_key_deleted", KEY),
    ("cinstance_messenger_plan_change_for_buyer", CINSTANCE),
    ("cinstance_messenger_reject", CINSTANCE),
    ("cinstance_messenger_suspended", CINSTANCE),
    ("invitation", &["account", "provider", "url"]),
    ("invoice_messenger_successfully_charged", INVOICE),
    ("invoice_messenger_unsuccessfully_charged_for_buyer", INVOICE),
    ("invoice_messenger_unsuccessfully_charged_for_buyer_final", INVOICE),
    ("invoice_messenger_upcoming_charge_notification", INVOICE),
    ("lost_password_email", &["user", "provider", "url"]),
    (
        "plans_messenger_plan_change_request_made",
        &["application", "provider", "account", "user", "plan", "credit_card_url"],
    ),
    ("service_contract_messenger_accept", CONTRACT),
    ("service_contract_messenger_expired_trial_period_notification", CONTRACT),
    (
        "service_contract_messenger_new_contract",
        &["provider", "account", "user", "plan", "service", "subscription", "url"],
    ),
    ("service_contract_messenger_reject", CONTRACT),
    ("service_contract_messenger_suspended", CONTRACT),
    ("signup_notification_email", &["user", "account", "provider", "url"]),
];
