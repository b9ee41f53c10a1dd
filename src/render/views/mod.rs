//! What templates see: borrowed views over the model, read in place.
//! Must not copy a site into template objects; whatever differs from page to page is small and made per page.

mod api;
mod card;
pub(in crate::render) mod customer;
mod link;
mod menu;
mod page;
mod portal;
mod section;
mod site;

pub use api::{ApiView, VersionView, current_version};
pub use card::Card;
pub use customer::Late;
pub use link::{LinkView, NavView};
pub use menu::{MenuItem, menu_of};
pub use page::{PageView, Toc};
pub use section::SectionView;
pub use site::{Globals, SiteSeen, SiteView, SiteViews};

/// Names that belong to a customer: nil for an anonymous reader, filled in at run time.
pub const LATE_NAMES: [&str; 24] = [
    "current_account",
    "current_user",
    "account",
    "user",
    "users",
    "application",
    "cinstance",
    "applications",
    "alerts",
    "fresh_key",
    "plans",
    "services",
    "providers",
    "sessions",
    "audit",
    "pagination",
    "errors",
    "message",
    "signed_link",
    "return_to",
    "flash",
    "csrf",
    "request",
    "today",
];

/// Implements `View` for a type with named properties: the list of names and the look-up stay one thing.
macro_rules! properties {
    ($type:ty, $this:ident, { $($name:literal => $value:expr,)* }) => {
        impl $crate::liquid::View for $type {
            fn kind(&self) -> $crate::liquid::Kind {
                $crate::liquid::Kind::Map
            }

            fn get(&self, key: &str) -> Option<$crate::liquid::Value<'_>> {
                let $this = self;
                Some(match key {
                    $($name => $crate::liquid::Value::from($value),)*
                    _ => return None,
                })
            }

            fn len(&self) -> usize {
                [$($name),*].len()
            }

            fn keys(&self) -> Vec<String> {
                [$($name),*].map(str::to_owned).to_vec()
            }
        }
    };
}
pub(crate) use properties;

use crate::liquid::{Kind, Value, View};

/// A list of views, itself a view: items are read in place.
pub struct List<'m, T>(pub &'m [T]);

impl<T: View> View for List<'_, T> {
    fn kind(&self) -> Kind {
        Kind::List
    }

    fn at(&self, position: usize) -> Option<Value<'_>> {
        self.0.get(position).map(|item| Value::View(item))
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

/// A list that also finds its items by name, as 3scale's collections do (`site.apis.mail`).
pub struct Named<T>(Vec<T>);

/// What can be looked up by its system name. A trait instead of a function kept beside the items: a function that
/// takes them would tie every list to one lifetime, and pages that are made on the fly live shorter than the site.
pub trait SystemName {
    /// Its system name.
    fn system_name(&self) -> &str;
}

impl<T: SystemName> Named<T> {
    /// Items that have names.
    pub fn new(items: Vec<T>) -> Self {
        Self(items)
    }

    /// The items in order.
    pub fn items(&self) -> &[T] {
        &self.0
    }

    /// The item called `name`.
    pub fn find(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|item| item.system_name() == name)
    }
}

impl<T: View + SystemName> View for Named<T> {
    fn kind(&self) -> Kind {
        Kind::List
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        self.find(key).map(|item| Value::View(item))
    }

    fn at(&self, position: usize) -> Option<Value<'_>> {
        self.0.get(position).map(|item| Value::View(item))
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn keys(&self) -> Vec<String> {
        self.0.iter().map(|item| item.system_name().to_owned()).collect()
    }
}

/// A list of views as a value.
pub(crate) fn views<T: View>(items: &[T]) -> Value<'_> {
    Value::array(items.iter().map(|item| Value::View(item)).collect())
}

/// A list of borrowed strings as a value.
pub(crate) fn strings<'a>(items: impl IntoIterator<Item = &'a str>) -> Value<'a> {
    Value::array(items.into_iter().map(Value::str).collect())
}

/// An optional borrowed string as a value.
pub(in crate::render) fn text(text: &Option<String>) -> Value<'_> {
    text.as_deref().map_or(Value::Nil, Value::str)
}

/// An optional view as a value.
pub(crate) fn view<'a, T: View>(view: Option<&'a T>) -> Value<'a> {
    view.map_or(Value::Nil, |view| Value::View(view))
}
