//! Who may see what: what `access:` asks of a reader, and the different portals that a site is to different readers.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Plan;

/// What `access:` says where everybody may see a thing; the same as saying nothing.
pub const PUBLIC: &str = "public";
/// What `access:` says where whoever is logged in may see a thing.
pub const CUSTOMERS: &str = "customers";
/// How many different portals one site may be: each is rendered by itself.
pub const MOST_VIEWS: usize = 64;

/// A reader, as far as `access:` asks: nobody that is known, or a customer with the names of plans, features and groups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audience(Option<BTreeSet<String>>);

impl Audience {
    /// A reader of whom nothing is known.
    pub const ANONYMOUS: Self = Self(None);

    /// A reader of whom nothing is known.
    pub fn anonymous() -> Self {
        Self::ANONYMOUS
    }

    /// A customer with these names of plans, features and groups.
    pub fn customer(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(Some(names.into_iter().map(Into::into).collect()))
    }

    /// A customer whose applications are on `plans`: their names, and the features of each.
    pub fn on_plans<'p>(plans: impl IntoIterator<Item = &'p Plan>) -> Self {
        let names = |plan: &'p Plan| std::iter::once(&plan.name).chain(&plan.features);
        Self::customer(plans.into_iter().flat_map(names))
    }

    /// Whether nothing is known of the reader.
    pub fn is_anonymous(&self) -> bool {
        self.0.is_none()
    }

    /// Whether the reader may see what asks for `access`: any of the names is enough.
    pub fn may(&self, access: &[String]) -> bool {
        is_public(access)
            || self.0.as_ref().is_some_and(|names| access.iter().any(|name| name == CUSTOMERS || names.contains(name)))
    }

    /// A reader with the names of both.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (Some(one), Some(two)) => Self(Some(one | two)),
            (one, two) => Self(one.clone().or_else(|| two.clone())),
        }
    }
}

/// Whether everybody may see what asks for `access`.
pub fn is_public(access: &[String]) -> bool {
    access.is_empty() || access.iter().any(|name| name == PUBLIC)
}

/// The different portals that a site is: one for each set of rules that some reader satisfies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Views {
    /// Every different `access` of the site that is not public.
    rules: Vec<Vec<String>>,
    /// The portals beside the public one.
    views: Vec<View>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its name in the bundle: `v1`.
    pub id: String,
    /// Indices of the rules that its readers satisfy.
    satisfies: BTreeSet<usize>,
    /// A reader of it.
    #[serde(skip)]
    pub audience: Audience,
}

impl Views {
    /// The views of a site with these rules. Readers have the names of any of `plans` and of `groups`, together.
    ///
    /// # Errors
    /// How many views there would be, where they are more than [`MOST_VIEWS`].
    pub fn of(rules: impl IntoIterator<Item = Vec<String>>, plans: &[Plan], groups: &[String]) -> Result<Self, usize> {
        let rules: BTreeSet<Vec<String>> = rules.into_iter().filter(|rule| !is_public(rule)).collect();
        let mut views = Self { rules: rules.into_iter().collect(), views: Vec::new() };
        let mut known = BTreeMap::from([(BTreeSet::new(), Audience::anonymous())]);
        let atoms = std::iter::once(Audience::on_plans([]))
            .chain(plans.iter().map(|plan| Audience::on_plans([plan])))
            .chain(groups.iter().map(|group| Audience::customer([group])));
        for atom in atoms {
            let before: Vec<Audience> = known.values().cloned().collect();
            for other in before {
                let both = other.and(&atom);
                known.entry(views.satisfied(&both)).or_insert(both);
            }
            if known.len() > MOST_VIEWS {
                return Err(known.len());
            }
        }
        known.remove(&BTreeSet::new());
        let view = |(at, (satisfies, audience))| View { id: format!("v{}", at + 1), satisfies, audience };
        views.views = known.into_iter().enumerate().map(view).collect();
        Ok(views)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &View> {
        self.views.iter()
    }

    /// The one that a reader sees; `None` is the public portal.
    pub fn seen_by(&self, reader: &Audience) -> Option<&View> {
        let satisfied = self.satisfied(reader);
        self.views.iter().find(|view| view.satisfies == satisfied)
    }

    fn satisfied(&self, reader: &Audience) -> BTreeSet<usize> {
        self.rules.iter().enumerate().filter(|(_, rule)| reader.may(rule)).map(|(at, _)| at).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Audience, Views};
    use crate::model::Plan;

    fn plan(name: &str, features: &[&str]) -> Plan {
        let features = features.iter().map(|&feature| feature.to_owned()).collect();
        Plan { name: name.to_owned(), features, ..Plan::default() }
    }

    fn rule(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn any_name_is_enough() {
        let gold = Audience::on_plans([&plan("gold", &["Batches"])]);
        assert!(
            gold.may(&rule(&["silver", "gold"])) && gold.may(&rule(&["Batches"])) && gold.may(&rule(&["customers"]))
        );
        assert!(!gold.may(&rule(&["platinum"])));
        assert!(gold.may(&[]) && Audience::anonymous().may(&rule(&["public"])));
        assert!(!Audience::anonymous().may(&rule(&["customers"])));
    }

    #[test]
    fn there_is_a_view_for_every_reader_and_none_twice() {
        let plans = [plan("bronze", &[]), plan("silver", &[]), plan("gold", &[])];
        let rules = [rule(&["silver", "gold"]), rule(&["gold"]), rule(&["customers"]), rule(&["beta"]), rule(&[])];
        let views = Views::of(rules, &plans, &["beta".to_owned()]).expect("few");
        assert_eq!(views.iter().count(), 6, "bronze, silver, gold, each with and without beta");
        assert_eq!(views.seen_by(&Audience::anonymous()), None);
        let both = Audience::on_plans([&plans[0], &plans[2]]);
        assert_eq!(views.seen_by(&both), views.seen_by(&Audience::on_plans([&plans[2]])));
        assert_ne!(views.seen_by(&both), views.seen_by(&Audience::customer(["gold", "beta"])));
    }

    #[test]
    fn a_site_without_rules_is_one_portal() {
        let views = Views::of([], &[plan("gold", &[])], &[]).expect("few");
        assert_eq!(views.iter().count(), 0);
        assert_eq!(views.seen_by(&Audience::customer(["gold"])), None);
    }

    #[test]
    fn too_many_views_are_said_to_be_too_many() {
        let groups: Vec<String> = (0..8).map(|n| format!("g{n}")).collect();
        assert!(Views::of(groups.iter().map(|group| vec![group.clone()]), &[], &groups).is_err());
    }
}
