//! Looks up names and paths.
//!
//! Owns the order of scopes (loops and partials, then assigned variables, counters, the caller's
//! globals), recorded reads, and the errors about unknown names.

use super::scopes::Found;
use super::{Renderer, Use};
use crate::liquid::error::{Code, Error};
use crate::liquid::suggest;
use crate::liquid::syntax::print;
use crate::liquid::syntax::tree::{Expr, ExprKind, Name, Path, Root, Step};
use crate::liquid::value::{Kind, Value};

impl<'a> Renderer<'a> {
    /// The value of a variable; `None` when nobody knows it.
    pub(crate) fn variable(&mut self, name: &Name) -> Option<Value<'a>> {
        match self.scopes.get(name.sym) {
            Some(Found::Value(value)) => return Some(value.clone()),
            Some(Found::Loop(at)) => return Some(self.state.loop_value(at)),
            None => {}
        }
        if let Some((_, n)) = self.state.counters.iter().find(|(sym, _)| *sym == name.sym) {
            return Some(Value::Int(*n));
        }
        if let Some(log) = self.options.record {
            log.variable(&name.text);
        }
        self.globals.get(name.sym, &name.text).cloned()
    }

    pub(super) fn name(&mut self, name: &'a Name, expr: &Expr, wanted: Use) -> Result<Value<'a>, Error> {
        match self.variable(name) {
            Some(value) => Ok(value),
            None if wanted == Use::Test || !self.template.refuses_unknown() => Ok(Value::Nil),
            None => Err(self.unknown_variable(&name.text).at(expr.at.0)),
        }
    }

    pub(super) fn path(&mut self, path: &'a Path, expr: &'a Expr, wanted: Use) -> Result<Value<'a>, Error> {
        let computed;
        let root = match &path.root {
            Root::Name(name) => name,
            Root::Computed(expr) => {
                let text = self.expr(expr, wanted)?;
                let text = text.to_text();
                // A name that no template uses is known to nobody but the caller; numbering it
                // would let data grow the table of names.
                let Some(sym) = self.template.engine().names().find(&text) else {
                    return self.unused_name(&text, path, expr, wanted);
                };
                computed = Name { sym, text: text.as_ref().into() };
                &computed
            }
        };
        self.note(root, path);
        let mut steps = path.steps.iter();
        // The first step is taken on the variable where it is, without a copy.
        let found = match (self.first(root, steps.as_slice().first()), steps.as_slice().first()) {
            (Some(first), Some(step)) => {
                steps.next();
                first.ok_or(step)
            }
            (None, Some(Step::Index(index))) => {
                // Computing an index may look up variables itself, so the root is copied.
                let Some(value) = self.variable(root) else { return self.no_root(root, expr, wanted) };
                steps.next();
                match self.index(&value, index, wanted)? {
                    Some(value) => Ok(value),
                    None => Ok(Value::Nil),
                }
            }
            _ => match self.variable(root) {
                Some(value) => Ok(value),
                None => return self.no_root(root, expr, wanted),
            },
        };
        let mut value = match found {
            Ok(value) => value,
            Err(step) => match self.variable(root) {
                Some(parent) => self.no_property(&parent, step, expr, wanted)?,
                None => return self.no_root(root, expr, wanted),
            },
        };
        for step in steps {
            value = match step {
                Step::Key(key, _) => match value.property(key) {
                    Some(value) => value,
                    None => self.no_property(&value, step, expr, wanted)?,
                },
                Step::Index(index) => self.index(&value, index, wanted)?.unwrap_or_default(),
            };
        }
        if let (Value::Int(size), Some(Step::Key(key, _))) = (&value, path.steps.last())
            && &**key == "size"
        {
            // Counting the characters of a long text takes time.
            self.meter.work(usize::try_from(*size).unwrap_or(0).min(self.meter.room()))?;
        }
        Ok(value)
    }

    /// A path that starts at a computed name which no template contains.
    fn unused_name(&mut self, name: &str, path: &'a Path, expr: &'a Expr, wanted: Use) -> Result<Value<'a>, Error> {
        if let Some(log) = self.options.record {
            log.variable(name);
        }
        let mut value = match self.globals.view().get(name) {
            Some(value) => value,
            None if wanted == Use::Test || !self.template.refuses_unknown() => return Ok(Value::Nil),
            None => return Err(self.unknown_variable(name).at(expr.at.0)),
        };
        for step in &path.steps {
            value = match step {
                Step::Key(key, _) => match value.property(key) {
                    Some(value) => value,
                    None => self.no_property(&value, step, expr, wanted)?,
                },
                Step::Index(index) => self.index(&value, index, wanted)?.unwrap_or_default(),
            };
        }
        Ok(value)
    }

    /// The first property of a variable that is in scope. `None`: this is no step by key, or the
    /// variable is unknown; `Some(None)`: the variable has no such property.
    #[inline]
    fn first(&mut self, root: &Name, step: Option<&Step>) -> Option<Option<Value<'a>>> {
        let Some(Step::Key(key, _)) = step else { return None };
        match self.scopes.get(root.sym) {
            Some(Found::Value(value)) => return Some(value.property(key)),
            Some(Found::Loop(at)) => return Some(self.state.loop_property(at, key)),
            None => {}
        }
        if self.state.counters.iter().any(|(sym, _)| *sym == root.sym) {
            return Some(None);
        }
        self.globals.get(root.sym, &root.text).map(|value| value.property(key))
    }

    /// The item or entry at a computed index; `None` when there is none.
    fn index(&mut self, value: &Value<'a>, index: &'a Expr, wanted: Use) -> Result<Option<Value<'a>>, Error> {
        let index = match &index.kind {
            ExprKind::Literal(crate::liquid::syntax::tree::Literal::Int(n)) => return Ok(value.index(*n)),
            _ => self.expr(index, wanted)?,
        };
        Ok(match &index {
            Value::Int(n) => value.index(*n).or_else(|| value.get(&n.to_string())),
            other => other.as_str().and_then(|key| value.get(key)),
        })
    }

    /// Records that a path of the caller's values is read, as far as it is written out.
    fn note(&self, root: &Name, path: &Path) {
        let Some(log) = self.options.record else { return };
        let counted = self.state.counters.iter().any(|(sym, _)| *sym == root.sym);
        if self.scopes.get(root.sym).is_some() || counted {
            return;
        }
        let mut text = root.text.to_string();
        for step in &path.steps {
            let Step::Key(key, _) = step else { break };
            text.push('.');
            text.push_str(key);
        }
        log.variable(&text);
    }

    fn no_root(&mut self, root: &Name, expr: &Expr, wanted: Use) -> Result<Value<'a>, Error> {
        if wanted == Use::Test || !self.template.refuses_unknown() {
            return Ok(Value::Nil);
        }
        Err(self.unknown_variable(&root.text).at(expr.at.0))
    }

    #[cold]
    fn unknown_variable(&self, name: &str) -> Error {
        let error = Error::new(Code::UnknownVariable, format!("there is no variable `{name}`"));
        let mut known = self.globals.view().keys();
        let names = self.template.engine().names();
        let bound = self.scopes.bound().map(|(sym, _)| sym);
        let local = self.scopes.assigned().map(|(sym, _)| sym).chain(bound);
        known.extend(local.filter_map(|sym| names.text(sym)).map(|text| text.to_string()));
        suggest::hint(error, name, known.iter().map(String::as_str))
    }

    /// What a property that does not exist is: nil, or an error where a strict template needs it.
    #[cold]
    fn no_property(&self, value: &Value<'a>, step: &Step, expr: &Expr, wanted: Use) -> Result<Value<'a>, Error> {
        let (Use::Print, true, false) = (wanted, self.template.refuses_unknown(), value.is_nil()) else {
            return Ok(Value::Nil);
        };
        let Step::Key(key, at) = step else { return Ok(Value::Nil) };
        if matches!(value, Value::View(view) if view.kind() == Kind::List && view.keys().is_empty()) && &**key == "size"
        {
            return Ok(Value::Nil);
        }
        let whole = print::expr_text(expr);
        let owner = whole.split_once(&format!(".{key}")).map_or(&*whole, |(owner, _)| owner).to_owned();
        let error =
            Error::new(Code::UnknownVariable, format!("`{owner}` ({}) has no property `{key}`", value.kind_name()))
                .at(at.0);
        let mut known = value.keys();
        if value.is_map() && known.is_empty() {
            return Err(error);
        }
        known.extend(["size", "first", "last"].map(str::to_owned));
        Err(suggest::hint(error, key, known.iter().map(String::as_str)))
    }
}
