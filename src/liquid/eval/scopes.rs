//! Variables: what names stand for.
//!
//! Owns the template's own variables, the bindings of loops and partials, and the cache of the
//! caller's globals. Names are numbers, so every look-up is an index.

use crate::liquid::names::Sym;
use crate::liquid::value::{Value, View};

/// What a name is bound to.
#[derive(Clone, Debug)]
pub(crate) enum Local<'a> {
    /// A value.
    Value(Value<'a>),
    /// `forloop` or `tablerowloop`: a position in the state's list of loops.
    Loop(usize),
}

/// The variables of one template, shared with what it includes.
#[derive(Clone, Default, Debug)]
pub(crate) struct Scopes<'a> {
    /// For each name the newest binding and the assigned variable, both plus one.
    slots: Vec<Slot>,
    bindings: Vec<Binding<'a>>,
    assigned: Vec<(Sym, Value<'a>)>,
}

#[derive(Clone, Copy, Default, Debug)]
struct Slot {
    bound: u32,
    assigned: u32,
}

#[derive(Clone, Debug)]
struct Binding<'a> {
    sym: Sym,
    local: Local<'a>,
    /// The binding of the same name that this one hides.
    hidden: u32,
}

impl<'a> Scopes<'a> {
    fn slot(&mut self, sym: Sym) -> &mut Slot {
        let at = sym.0 as usize;
        if at >= self.slots.len() {
            self.slots.resize(at + 1, Slot::default());
        }
        &mut self.slots[at]
    }

    /// What a name is bound to here.
    #[inline]
    pub(crate) fn get(&self, sym: Sym) -> Option<Found<'_, 'a>> {
        let slot = self.slots.get(sym.0 as usize)?;
        if slot.bound != 0 {
            return match &self.bindings.get(slot.bound as usize - 1)?.local {
                Local::Value(value) => Some(Found::Value(value)),
                Local::Loop(at) => Some(Found::Loop(*at)),
            };
        }
        let at = (slot.assigned as usize).checked_sub(1)?;
        self.assigned.get(at).map(|(_, value)| Found::Value(value))
    }

    /// Sets a variable that lives to the end of the template; gives back its old value.
    pub(crate) fn assign(&mut self, sym: Sym, value: Value<'a>) -> Option<Value<'a>> {
        let at = self.slot(sym).assigned as usize;
        match at.checked_sub(1).and_then(|at| self.assigned.get_mut(at)) {
            Some(entry) => Some(std::mem::replace(&mut entry.1, value)),
            None => {
                self.assigned.push((sym, value));
                let count = number(self.assigned.len());
                self.slot(sym).assigned = count;
                None
            }
        }
    }

    /// Whether a loop or a partial binds the name.
    pub(crate) fn is_bound(&self, sym: Sym) -> bool {
        self.slots.get(sym.0 as usize).is_some_and(|slot| slot.bound != 0)
    }

    /// The value of an assigned variable, also where a binding hides it.
    pub(crate) fn variable(&self, sym: Sym) -> Option<&Value<'a>> {
        let at = (self.slots.get(sym.0 as usize)?.assigned as usize).checked_sub(1)?;
        self.assigned.get(at).map(|(_, value)| value)
    }

    /// Makes an assigned variable unknown again.
    pub(crate) fn forget(&mut self, sym: Sym) {
        let at = std::mem::take(&mut self.slot(sym).assigned) as usize;
        if let Some(entry) = at.checked_sub(1).and_then(|at| self.assigned.get_mut(at)) {
            entry.1 = Value::Nil;
        }
    }

    /// Binds a name until [`Scopes::unbind`]; gives its position.
    pub(crate) fn bind(&mut self, sym: Sym, local: Local<'a>) -> usize {
        let hidden = self.slot(sym).bound;
        self.bindings.push(Binding { sym, local, hidden });
        let count = number(self.bindings.len());
        self.slot(sym).bound = count;
        self.bindings.len() - 1
    }

    /// Gives the binding at `position` another value.
    #[inline]
    pub(crate) fn rebind(&mut self, position: usize, value: Value<'a>) {
        if let Some(binding) = self.bindings.get_mut(position) {
            binding.local = Local::Value(value);
        }
    }

    /// How many bindings there are: what to hand to [`Scopes::unbind`].
    pub(crate) fn depth(&self) -> usize {
        self.bindings.len()
    }

    /// Takes back all bindings but the first `depth`.
    pub(crate) fn unbind(&mut self, depth: usize) {
        while self.bindings.len() > depth {
            if let Some(binding) = self.bindings.pop() {
                self.slot(binding.sym).bound = binding.hidden;
            }
        }
    }

    /// The assigned variables in the order of their first assignment.
    pub(crate) fn assigned(&self) -> impl Iterator<Item = (Sym, &Value<'a>)> {
        self.assigned.iter().map(|(sym, value)| (*sym, value))
    }

    /// All bindings, outermost first.
    pub(crate) fn bound(&self) -> impl Iterator<Item = (Sym, &Local<'a>)> {
        self.bindings.iter().map(|binding| (binding.sym, &binding.local))
    }
}

/// What [`Scopes::get`] found.
pub(crate) enum Found<'s, 'a> {
    Value(&'s Value<'a>),
    Loop(usize),
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The caller's values; each is asked for once in a rendering.
pub(crate) struct Globals<'a> {
    view: &'a dyn View,
    slots: Vec<u32>,
    values: Vec<Value<'a>>,
}

/// The slot of a name that the caller does not know.
const MISSING: u32 = u32::MAX;

impl<'a> Globals<'a> {
    pub(crate) fn new(view: &'a dyn View) -> Self {
        Globals { view, slots: Vec::new(), values: Vec::new() }
    }

    pub(crate) fn view(&self) -> &'a dyn View {
        self.view
    }

    #[inline]
    pub(crate) fn get(&mut self, sym: Sym, text: &str) -> Option<&Value<'a>> {
        let at = sym.0 as usize;
        match self.slots.get(at).copied().unwrap_or(0) {
            0 => self.ask(at, text),
            MISSING => None,
            slot => self.values.get(slot as usize - 1),
        }
    }

    fn ask(&mut self, at: usize, text: &str) -> Option<&Value<'a>> {
        if at >= self.slots.len() {
            self.slots.resize(at + 1, 0);
        }
        let value = self.view.get(text);
        let slot = match value {
            Some(value) => {
                self.values.push(value);
                number(self.values.len())
            }
            None => MISSING,
        };
        self.slots[at] = slot;
        self.values.get((slot as usize).checked_sub(1)?)
    }
}
