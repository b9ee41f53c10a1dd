//! Account, users, sessions and audit entries as templates see them.

use std::sync::OnceLock;

use super::super::{properties, strings, text, view, views};
use super::application::ApplicationView;
use super::credentials::Credentials;
use super::field::{Builtin, Fields, RoleView};
use super::{map, moment};
use crate::liquid::Value;
use crate::model::Role;
use crate::model::customer::{Account, Entry, Session, User, Visit};

static ROLES: [RoleView; 2] = [RoleView { name: "admin" }, RoleView { name: "member" }];

/// `account`, `current_account`.
pub(super) struct AccountView<'v> {
    account: &'v Account,
    pub(super) applications: Vec<ApplicationView<'v>>,
    pub(super) users: Vec<UserView<'v>>,
    credentials: Credentials<'v>,
    may_update: bool,
    builtin: OnceLock<Fields>,
    extra: OnceLock<Fields>,
    all: OnceLock<Fields>,
}

impl<'v> AccountView<'v> {
    pub(super) fn new(account: &'v Account, visit: &'v Visit) -> Self {
        Self {
            account,
            applications: account.applications.iter().map(|one| ApplicationView::new(one, visit)).collect(),
            users: account.users.iter().map(|user| UserView::new(user, visit)).collect(),
            credentials: Credentials(account),
            may_update: is_admin(visit.user.as_ref()),
            builtin: OnceLock::new(),
            extra: OnceLock::new(),
            all: OnceLock::new(),
        }
    }

    fn make_builtin(&self) -> Fields {
        let fields =
            [Builtin { name: "org_name", label: "Organization", value: Some(&self.account.name), required: true }];
        Fields::builtin("account", &fields, &self.account.errors)
    }

    fn make_extra(&self) -> Fields {
        Fields::extra("account", &self.account.fields)
    }

    fn fields(&self) -> &Fields {
        self.all.get_or_init(|| self.make_builtin().and(self.make_extra()))
    }
}

fn is_admin(user: Option<&User>) -> bool {
    user.is_some_and(|user| user.role == Role::Admin)
}

properties!(AccountView<'_>, this, {
    "id" => this.account.id,
    "name" => Value::str(&this.account.name),
    "org_name" => Value::str(&this.account.name),
    "display_name" => Value::str(&this.account.name),
    "state" => this.account.state.name(),
    "groups" => strings(this.account.groups.iter().map(String::as_str)),
    "plan" => text(&this.account.plan),
    "applications" => views(&this.applications),
    "credentials" => Value::View(&this.credentials),
    "users" => views(&this.users),
    "admin" => view(this.users.iter().find(|user| user.user.role == Role::Admin)),
    "created_at" => moment(this.account.created_at),
    "telephone_number" => text(&this.account.telephone_number),
    "full_address" => text(&this.account.full_address),
    "country_name" => text(&this.account.country_name),
    "fields" => Value::View(this.fields()),
    "builtin_fields" => Value::View(this.builtin.get_or_init(|| this.make_builtin())),
    "extra_fields" => Value::View(this.extra.get_or_init(|| this.make_extra())),
    "fields_plain_text" => this.fields().plain_text(),
    "extra_fields_plain_text" => this.extra.get_or_init(|| this.make_extra()).plain_text(),
    "errors" => Value::View(&this.account.errors),
    "can" => map([("be_updated?", Value::Bool(this.may_update)), ("be_deleted?", Value::Bool(false))]),
    "edit_url" => "/admin/account/edit",
    "multiple_applications_allowed?" => true,
    "approval_required?" => false,
    "paid?" => this.account.is_paid,
    "on_trial?" => this.account.is_on_trial,
    "credit_card_stored?" => this.account.card.is_some(),
    "credit_card_missing?" => false,
    "credit_card_required?" => false,
    "requires_credit_card_now?" => false,
    "credit_card_display_number" => this.account.card.as_ref().map(|card| Value::str(&card.display_number)),
    "credit_card_expiration_date" => this.account.card.as_ref().map(|card| Value::str(&card.expires)),
    "has_billing_address?" => false,
    "billing_address" => Value::Nil,
    "subscribed_services" => Value::array(Vec::new()),
    "bought_account_plan" => Value::Nil,
    "bought_account_contract" => Value::Nil,
    "unread_messages" => Value::array(Vec::new()),
    "latest_messages" => Value::array(Vec::new()),
    "vat_rate" => Value::Nil,
    "vat_zero_text" => Value::Nil,
    "timezone" => Value::Nil,
});

/// `user`, `current_user`, and the users of an account.
pub(super) struct UserView<'v> {
    user: &'v User,
    account: Option<&'v Account>,
    /// Whether it is the one who looks.
    is_own: bool,
    /// Whether the one who looks may manage it.
    may_manage: bool,
    builtin: OnceLock<Fields>,
    extra: OnceLock<Fields>,
    all: OnceLock<Fields>,
}

impl<'v> UserView<'v> {
    pub(super) fn new(user: &'v User, visit: &'v Visit) -> Self {
        Self {
            user,
            account: visit.account.as_ref(),
            is_own: visit.user.as_ref().is_some_and(|own| own.id == user.id),
            may_manage: is_admin(visit.user.as_ref()),
            builtin: OnceLock::new(),
            extra: OnceLock::new(),
            all: OnceLock::new(),
        }
    }

    fn make_builtin(&self) -> Fields {
        let User { username, email, name, errors, .. } = self.user;
        let field = |name, label, value, required| Builtin { name, label, value, required };
        let fields = [
            field("username", "Username", Some(username.as_str()), true),
            field("name", "Name", name.as_deref(), false),
            field("email", "E-mail", email.as_deref(), false),
        ];
        Fields::builtin("user", &fields, errors)
    }

    fn make_extra(&self) -> Fields {
        Fields::extra("user", &self.user.fields)
    }

    fn url(&self) -> String {
        format!("/admin/account/users/{}", self.user.id)
    }

    fn can(&self) -> Value<'static> {
        let other = self.may_manage && !self.is_own;
        map([
            ("be_managed?", Value::Bool(self.may_manage)),
            ("be_destroyed?", Value::Bool(other)),
            ("be_update_role?", Value::Bool(other)),
            ("create_application?", Value::Bool(true)),
            ("invite_users?", Value::Bool(false)),
        ])
    }
}

properties!(UserView<'_>, this, {
    "id" => this.user.id,
    "username" => Value::str(&this.user.username),
    "name" => Value::str(this.user.display_name()),
    "display_name" => Value::str(this.user.display_name()),
    "informal_name" => Value::str(this.user.display_name()),
    "email" => text(&this.user.email),
    "email_unverified?" => false,
    "state" => this.user.state.name(),
    "admin?" => this.user.role == Role::Admin,
    "role" => Value::View(if this.user.role == Role::Admin { &ROLES[0] } else { &ROLES[1] }),
    "roles_collection" => views(&ROLES),
    "current?" => this.is_own,
    "account" => this.account.map_or(Value::Nil, |account| map([
        ("id", Value::Int(account.id)),
        ("name", Value::str(&account.name)),
        ("display_name", Value::str(&account.name)),
    ])),
    "created_at" => moment(this.user.created_at),
    "last_login_at" => moment(this.user.last_login_at),
    "url" => this.url(),
    "edit_url" => format!("{}/edit", this.url()),
    "can" => this.can(),
    "fields" => Value::View(this.all.get_or_init(|| this.make_builtin().and(this.make_extra()))),
    "builtin_fields" => Value::View(this.builtin.get_or_init(|| this.make_builtin())),
    "extra_fields" => Value::View(this.extra.get_or_init(|| this.make_extra())),
    "errors" => Value::View(&this.user.errors),
    "using_password?" => false,
    "password_required?" => false,
    "oauth2?" => true,
    "sections" => Value::array(Vec::new()),
    "sso_authorizations" => Value::array(Vec::new()),
});

properties!(Session, this, {
    "provider" => Value::str(&this.provider),
    "created_at" => moment(this.created_at),
    "seen_at" => moment(this.seen_at),
    "current?" => this.is_current,
});

properties!(Entry, this, {
    "at" => moment(this.at),
    "actor" => Value::str(&this.actor),
    "action" => Value::str(&this.action),
    "subject" => Value::str(&this.subject),
    "detail" => Value::str(&this.detail),
});
