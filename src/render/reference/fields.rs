//! Fields of a value by their names, in the order they came. Few are looked through, many have an index: a schema may
//! have any number. Must not know what else a field is.

use std::collections::HashMap;
use std::ops::Deref;

/// What has a name.
pub(super) trait Named<'m> {
    /// It.
    fn name(&self) -> &'m str;
}

/// Fields, each name once if it is looked for before it comes in.
pub(super) struct Fields<'m, T> {
    list: Vec<T>,
    /// Places of those that were there when one was last looked for.
    index: HashMap<&'m str, usize>,
}

impl<'m, T: Named<'m>> Fields<'m, T> {
    /// So many are looked through.
    const FEW: usize = 32;

    /// None yet.
    pub(super) fn new() -> Self {
        Self { list: Vec::new(), index: HashMap::new() }
    }

    /// One more, at the end.
    pub(super) fn push(&mut self, field: T) {
        self.list.push(field);
    }

    /// The field with this name.
    pub(super) fn find(&mut self, name: &str) -> Option<&mut T> {
        if self.list.len() <= Self::FEW {
            return self.list.iter_mut().find(|field| field.name() == name);
        }
        for (at, field) in self.list.iter().enumerate().skip(self.index.len()) {
            self.index.insert(field.name(), at);
        }
        self.index.get(name).and_then(|at| self.list.get_mut(*at))
    }

    /// All of them, to be changed as one likes.
    pub(super) fn into_list(self) -> Vec<T> {
        self.list
    }
}

impl<T> Deref for Fields<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.list
    }
}
