//! What a portal is, as plain typed data. No IO, no parsing; paths and URLs are made in `route` only.

pub mod access;
pub mod api;
pub mod comparison;
pub mod config;
pub mod customer;
pub mod date;
pub mod description;
pub mod email;
pub mod outline;
pub mod page;
pub mod persona;
pub mod plan;
pub mod programme;
pub mod roster;
pub mod route;
pub mod runtime;
pub mod site;
pub mod sso;
pub mod states;

pub use access::{Audience, View, Views};
pub use api::{Api, ApiVersion, Credentials, Status};
pub use comparison::{Change, ChangedOperation, ChangedSchema, Class, Comparison};
pub use config::{Brand, Config, FooterGroup, Link};
pub use date::Date;
pub use description::Description;
pub use email::EmailTemplate;
pub use outline::{Entry, Outline};
pub use page::{Format, FrontMatter, Page, PageKind, Person, ResultFigure, StoryFacts};
pub use persona::Persona;
pub use plan::{Limit, Period, Plan};
pub use programme::{Product, Programme};
pub use roster::Roster;
pub use route::{Route, beside};
pub use site::{Asset, Collection, Origin, Section, Site, Template};
pub use sso::Sso;
pub use states::{AccountState, AlertState, ApplicationState, Mode, Role, UserState};
