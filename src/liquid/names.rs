//! Names of variables as numbers.
//!
//! Owns the table of one engine: the same name has the same number in all its templates, so that
//! scopes are searched without comparing text.

use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

/// The number of a name in its engine.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub struct Sym(pub u32);

#[derive(Default)]
struct Table {
    numbers: HashMap<Arc<str>, Sym, RandomState>,
    texts: Vec<Arc<str>>,
}

/// All names that the templates of an engine use.
#[derive(Default)]
pub(crate) struct Names(RwLock<Table>);

impl Names {
    /// The number of `text`, which gets one if it has none.
    pub(crate) fn intern(&self, text: &str) -> (Sym, Arc<str>) {
        {
            // A thread that panicked while holding the lock left the table whole: entries are
            // only ever added.
            let table = self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner());
            if let Some((text, sym)) = table.numbers.get_key_value(text) {
                return (*sym, text.clone());
            }
        }
        let mut table = self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some((text, sym)) = table.numbers.get_key_value(text) {
            return (*sym, text.clone());
        }
        let sym = Sym(u32::try_from(table.texts.len()).unwrap_or(u32::MAX));
        let text: Arc<str> = Arc::from(text);
        table.texts.push(text.clone());
        table.numbers.insert(text.clone(), sym);
        (sym, text)
    }

    /// The number of `text`, if any template uses it.
    pub(crate) fn find(&self, text: &str) -> Option<Sym> {
        self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()).numbers.get(text).copied()
    }

    /// The name with a number.
    pub(crate) fn text(&self, sym: Sym) -> Option<Arc<str>> {
        self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()).texts.get(sym.0 as usize).cloned()
    }
}
