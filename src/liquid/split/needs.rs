//! Collects the static values and state that a live segment carries.
//!
//! Owns what is carried and remembers what earlier segments of the page have carried already.

use super::effects::Effects;
use super::frozen::{Freezer, Frozen, TooLarge};
use super::late::{Late, Place};
use super::segment::{CycleNeed, LateNames, LoopNeed, Needs, Segment};
use super::want::{Want, Wants};
use crate::liquid::error::{Code, Error};
use crate::liquid::eval::{CycleKey, Found, LoopKind, Renderer};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Fills live segments of one page, in order.
#[derive(Default)]
pub(super) struct Carrier {
    freezer: Freezer,
    /// Globals that were carried, in order: a later segment with the same needs finds them in
    /// the finishing context.
    globals: Vec<(Arc<str>, Want)>,
    /// Loops whose end some other loop of the page may ask for.
    resumed: BTreeSet<Arc<str>>,
}

/// How much was carried at one moment.
pub(super) struct CarrierMark {
    globals: usize,
    room: usize,
}

/// What the names around a live segment stand for.
pub(super) struct Surroundings<'s, 'a> {
    pub(super) renderer: &'s mut Renderer<'a>,
    pub(super) late: &'s Late,
    /// Where each name that may be read comes from.
    pub(super) places: Vec<(Arc<str>, Want, Place)>,
    pub(super) contents: &'a [(&'a str, &'a [Segment])],
    pub(super) names: &'a LateNames,
}

impl Carrier {
    /// For a page on which the loops in `resumed` are gone on with.
    pub(super) fn new(resumed: BTreeSet<Arc<str>>) -> Self {
        Carrier { resumed, ..Carrier::default() }
    }

    /// How much was carried so far, for [`Carrier::back_to`].
    pub(super) fn mark(&self) -> CarrierMark {
        CarrierMark { globals: self.globals.len(), room: self.freezer.room() }
    }

    /// Forgets what was carried by segments that have been given up.
    pub(super) fn back_to(&mut self, mark: &CarrierMark) {
        self.globals.truncate(mark.globals);
        self.freezer = Freezer::with_room(mark.room);
    }

    /// Everything that a piece with these effects needs.
    pub(super) fn needs(&mut self, around: &mut Surroundings<'_, '_>, effects: &Effects) -> Result<Needs, Error> {
        let mut needs = Needs::default();
        let places = std::mem::take(&mut around.places);
        for (name, want, place) in &places {
            match place {
                Place::Local(sym) => {
                    if **name == *"forloop" {
                        needs.loops = loops(around.renderer);
                    }
                    match around.renderer.scopes.get(*sym) {
                        Some(Found::Value(value)) => {
                            needs.locals.push((name.to_string(), self.freeze(name, want, &value.clone())?));
                        }
                        Some(Found::Loop(at)) => needs.forloop = Some(at),
                        None => {}
                    }
                }
                Place::Variable(sym) if !effects.writes.contains(name) => {
                    if let Some(value) = around.renderer.scopes.variable(*sym) {
                        needs.variables.push((name.to_string(), self.freeze(name, want, &value.clone())?));
                    }
                }
                Place::Counter(sym) if !effects.counters.contains(name) => {
                    needs.counters.extend(counter(around.renderer, *sym).map(|count| (name.to_string(), count)));
                }
                Place::Global => self.global(name, want, around, &mut needs)?,
                Place::Late => self.below(name, want, around, effects, &mut needs)?,
                Place::Variable(_) | Place::Counter(_) => {}
            }
        }
        self.left_behind(around, effects, &mut needs)?;
        Ok(needs)
    }

    /// What a late variable hides: it may turn out never to have been set.
    fn below(
        &mut self,
        name: &Arc<str>,
        want: &Want,
        around: &mut Surroundings<'_, '_>,
        effects: &Effects,
        needs: &mut Needs,
    ) -> Result<(), Error> {
        let sym = around.renderer.template.engine().names().find(name);
        let count = sym.and_then(|sym| counter(around.renderer, sym));
        match count {
            Some(_) if around.late.counters.contains(name) || effects.counters.contains(name) => Ok(()),
            Some(count) => {
                needs.counters.push((name.to_string(), count));
                Ok(())
            }
            None if around.names.contains(name) => Ok(()),
            None => self.global(name, want, around, needs),
        }
    }

    /// What the piece may set, or leave as it was: a later segment may read either.
    fn left_behind(
        &mut self,
        around: &Surroundings<'_, '_>,
        effects: &Effects,
        needs: &mut Needs,
    ) -> Result<(), Error> {
        let names = around.renderer.template.engine().names();
        let state = &around.renderer.state;
        for name in &effects.writes {
            let value = names.find(name).and_then(|sym| around.renderer.scopes.variable(sym));
            if let Some(value) = value {
                needs.variables.push((name.to_string(), self.freeze(name, &Want::all(), value)?));
            }
        }
        for name in effects.counters.iter().filter(|name| !around.late.counters.contains(*name)) {
            let count = names.find(name).and_then(|sym| counter(around.renderer, sym));
            needs.counters.extend(count.map(|count| (name.to_string(), count)));
        }
        for name in effects.loops.union(&effects.resumes) {
            if self.resumed.contains(name) && !around.late.offsets.contains(name) {
                let offset = state.offsets.iter().find(|(known, _)| **known == **name);
                needs.offsets.extend(offset.map(|(_, offset)| (name.to_string(), *offset)));
            }
        }
        if effects.cycles && !around.late.cycles {
            needs.cycles = state.cycles.iter().map(|(key, position)| cycle(key, *position)).collect();
        }
        if effects.changed && !around.late.changed {
            needs.changed.clone_from(&state.changed);
        }
        Ok(())
    }

    fn global(
        &mut self,
        name: &Arc<str>,
        want: &Want,
        around: &mut Surroundings<'_, '_>,
        needs: &mut Needs,
    ) -> Result<(), Error> {
        let carried = self.globals.iter().rev().find(|(known, _)| known == name).map(|(_, want)| want);
        if carried.is_some_and(|carried| carried.covers(want)) {
            return Ok(());
        }
        if let Some((_, content)) = around.contents.iter().find(|(known, _)| **known == **name) {
            needs.contents.push((name.to_string(), content.to_vec()));
            self.globals.push((name.clone(), Want::all()));
            return Ok(());
        }
        // What was carried before is carried again, so that the newest is all there is.
        let mut all = want.clone();
        carried.into_iter().for_each(|carried| all.merge(carried));
        if let Some(value) = around.renderer.globals.view().get(name) {
            needs.globals.push((name.to_string(), self.freeze(name, &all, &value)?));
        }
        self.globals.push((name.clone(), all));
        Ok(())
    }

    fn freeze(&mut self, name: &str, want: &Want, value: &crate::liquid::value::Value<'_>) -> Result<Frozen, Error> {
        want.freeze(value, &mut self.freezer).map_err(|TooLarge| {
            Error::new(
                Code::Limit,
                format!("a part of this template that waits for late values needs too much of `{name}`"),
            )
            .hint("read single properties, or loop over it outside of the part that waits")
        })
    }
}

/// The names that a piece may read, and those that it may read of the caller whatever variables
/// there are, with what is needed of each.
pub(super) fn read_names(renderer: &Renderer<'_>, effects: &Effects) -> (Wants, Wants) {
    let (mut wants, mut globals) = (effects.reads.clone(), effects.globals.clone());
    if effects.reads_any {
        let names = renderer.template.engine().names();
        let bound = renderer.scopes.bound().map(|(sym, _)| sym);
        let own = renderer.scopes.assigned().map(|(sym, _)| sym).chain(bound);
        let counters = renderer.state.counters.iter().map(|(sym, _)| *sym);
        own.chain(counters).filter_map(|sym| names.text(sym)).for_each(|name| wants.whole(&name));
        renderer.globals.view().keys().into_iter().for_each(|name| globals.whole(&Arc::from(name)));
    }
    (wants, globals)
}

fn counter(renderer: &Renderer<'_>, sym: crate::liquid::Sym) -> Option<i64> {
    renderer.state.counters.iter().find(|(known, _)| *known == sym).map(|(_, count)| *count)
}

fn loops(renderer: &Renderer<'_>) -> Vec<LoopNeed> {
    let need = |running: &crate::liquid::eval::Loop| LoopNeed {
        name: running.name.to_string(),
        length: running.length,
        index: running.index,
        parent: running.parent,
        partial: running.kind == LoopKind::Partial,
    };
    renderer.state.loops.iter().map(need).collect()
}

fn cycle(key: &CycleKey, position: usize) -> CycleNeed {
    match key {
        CycleKey::Group(kind, text) => CycleNeed { kind: Some((*kind).to_owned()), text: text.to_string(), position },
        CycleKey::Values(text) => CycleNeed { kind: None, text: text.to_string(), position },
    }
}
