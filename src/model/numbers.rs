//! Numbers of what the company sells. Here plans, products, metrics and features are called by system names; 3scale's API
//! calls them by numbers, and code that was written for it holds some. A number that `portal.yaml` gives is kept; any
//! other follows from the name alone, so that it is the same on every machine and after every build.

use super::programme::HITS;
use super::{Period, Plan, Product, Programme};

/// Bits of a number: as many as those of 3scale's own, and few enough for a JSON number in any language.
const BITS: u32 = 40;

/// The number of a thing that has been given none: FNV-1a of its kind and its name, mixed as MurmurHash3 ends, of which
/// the last [`BITS`] are taken.
fn number(kind: &str, name: &str) -> i64 {
    let bytes = kind.bytes().chain([b'/']).chain(name.bytes());
    let mut hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        hash = (hash ^ (hash >> 33)).wrapping_mul(factor);
    }
    let last = (hash ^ (hash >> 33)) & ((1 << BITS) - 1);
    i64::try_from(last.max(1)).unwrap_or(i64::MAX)
}

impl Plan {
    /// Its number.
    pub fn id(&self) -> i64 {
        self.number.unwrap_or_else(|| number("plan", &self.name))
    }
}

impl Product {
    /// Its number.
    pub fn id(&self) -> i64 {
        self.number.unwrap_or_else(|| number("service", &self.name))
    }

    /// The number of one of its metrics or methods.
    pub fn metric_id(&self, metric: &str) -> i64 {
        number("metric", &format!("{}/{metric}", self.name))
    }

    /// Everything that is counted, hits among it even where the site says nothing of them: system name and title.
    pub fn counted(&self) -> Vec<(&str, &str)> {
        let own = self.metrics.iter().map(|(name, title)| (name.as_str(), title.as_str()));
        let hits = (!self.metrics.iter().any(|(name, _)| name == HITS)).then_some((HITS, "Hits"));
        hits.into_iter().chain(own).collect()
    }

    /// The metric or method with this number or system name: its system name and title.
    pub fn metric_called(&self, text: &str) -> Option<(&str, &str)> {
        self.counted().into_iter().find(|(name, _)| *name == text || is(text, self.metric_id(name)))
    }

    /// The metric that a method is a part of; none of a metric.
    pub fn parent_of(&self, metric: &str) -> Option<&'static str> {
        self.is_method(metric).then_some(HITS)
    }
}

impl Programme {
    /// The plan with this number or system name.
    pub fn plan_called(&self, text: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.name == text || is(text, plan.id()))
    }

    /// The product with this number or system name.
    pub fn product_called(&self, text: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.name == text || is(text, product.id()))
    }

    /// The products that a plan opens, in the order of the plan.
    pub fn products_of<'p>(&'p self, plan: &'p Plan) -> impl Iterator<Item = &'p Product> {
        plan.apis.iter().filter_map(|name| self.products.iter().find(|product| product.name == *name))
    }
}

/// Features of these plans, each once, in the order of the plans.
pub fn features<'p>(plans: impl IntoIterator<Item = &'p Plan>) -> Vec<&'p str> {
    let mut features: Vec<&str> = Vec::new();
    for feature in plans.into_iter().flat_map(|plan| &plan.features) {
        if !features.contains(&feature.as_str()) {
            features.push(feature);
        }
    }
    features
}

/// The number of a feature.
pub fn feature_id(feature: &str) -> i64 {
    number("feature", feature)
}

/// The number of a limit: there is one of a metric and a period in a plan.
pub fn limit_id(plan: &str, metric: &str, period: Period) -> i64 {
    number("limit", &format!("{plan}/{metric}/{}", period.name()))
}

fn is(text: &str, id: i64) -> bool {
    text.parse() == Ok(id)
}

#[cfg(test)]
mod tests {
    use super::{Plan, Product, Programme, feature_id};

    #[test]
    fn a_number_is_given_or_follows_from_the_name() {
        let plan = |name: &str, number| Plan { name: name.to_owned(), number, ..Plan::default() };
        let programme = Programme { plans: vec![plan("bronze", None), plan("gold", Some(7))], ..Programme::default() };
        // Written down by callers: it must never become another.
        assert_eq!(programme.plans[0].id(), 511_971_572_521);
        let name = |text: &str| programme.plan_called(text).map(|plan| plan.name.as_str());
        assert_eq!(
            [name("7"), name("gold"), name("511971572521"), name("8")],
            [Some("gold"), Some("gold"), Some("bronze"), None]
        );
        assert_ne!(feature_id("bronze"), plan("bronze", None).id());
    }

    #[test]
    fn a_method_is_a_part_of_the_hits_that_every_product_has() {
        let named = |name: &str| (name.to_owned(), name.to_owned());
        let product = Product {
            metrics: vec![named("bytes"), named("send")],
            methods: vec!["send".to_owned()],
            ..Product::default()
        };
        assert_eq!(product.counted(), [("hits", "Hits"), ("bytes", "bytes"), ("send", "send")]);
        assert_eq!((product.parent_of("send"), product.parent_of("bytes")), (Some("hits"), None));
        assert_eq!(product.metric_called(&product.metric_id("send").to_string()), Some(("send", "send")));
    }
}
