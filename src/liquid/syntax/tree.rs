//! The syntax tree of a template.
//!
//! Owns its shape. Two trees are equal when they mean the same: places never take part in
//! comparison.

use crate::liquid::engine::tags::TagDef;
use crate::liquid::filters::FilterDef;
use crate::liquid::names::Sym;
use std::sync::Arc;

/// A byte range of a source.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { start: clamp(start), end: clamp(end) }
    }
}

/// Where a part of a tree stands in its source: equal to every other place, so that trees compare
/// by meaning.
#[derive(Clone, Copy, Debug, Default)]
pub struct At(pub Span);

impl PartialEq for At {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A name of a variable, interned by the engine so that scopes compare numbers.
#[derive(Clone, Debug)]
pub struct Name {
    /// The number of the name in its engine.
    pub sym: Sym,
    /// The name.
    pub text: Arc<str>,
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// A list of nodes: a whole template, or the body of a block.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Block {
    /// What is rendered, in order.
    pub nodes: Vec<Node>,
}

/// One piece of a template.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// The output, the tag (of a block: its opening tag), or the text.
    pub at: At,
    /// All of it: of a block, from its opening to its closing tag.
    pub whole: At,
}

/// What a node is.
#[derive(Clone, PartialEq, Debug)]
pub enum NodeKind {
    /// Text as it is, white space control already applied.
    Text(Box<str>),
    /// `{% raw %}…{% endraw %}`.
    Raw(Box<str>),
    /// `{{ value | filter }}`.
    Output(Filtered),
    /// `{% echo value | filter %}`.
    Echo(Filtered),
    /// `{% comment %}…{% endcomment %}`.
    Comment(Box<str>),
    /// `{% # … %}`.
    InlineComment(Box<str>),
    /// `{% doc %}…{% enddoc %}`.
    Doc(Box<str>),
    /// `{% assign name = value | filter %}`.
    Assign(Name, Filtered),
    /// `{% capture name %}…{% endcapture %}`.
    Capture(Name, Block),
    /// `{% if %}` and `{% unless %}`.
    If(Box<If>),
    /// `{% case %}`.
    Case(Box<Case>),
    /// `{% for %}`.
    For(Box<For>),
    /// `{% tablerow %}`.
    TableRow(Box<TableRow>),
    /// `{% cycle %}`.
    Cycle(Box<Cycle>),
    /// `{% increment name %}`.
    Increment(Name),
    /// `{% decrement name %}`.
    Decrement(Name),
    /// `{% ifchanged %}…{% endifchanged %}`.
    IfChanged(Block),
    /// `{% break %}`.
    Break,
    /// `{% continue %}`.
    Continue,
    /// `{% include %}`: the partial shares the caller's scope.
    Include(Box<Include>),
    /// `{% render %}`: the partial has its own scope.
    Render(Box<Include>),
    /// A tag that the caller registered.
    Custom(Box<Custom>),
}

/// `{% if a %}…{% elsif b %}…{% else %}…{% endif %}` or the same with `unless`.
#[derive(Clone, PartialEq, Debug)]
pub struct If {
    /// Whether it was `unless`: the first condition is negated.
    pub unless: bool,
    /// The conditions in order, at least one.
    pub branches: Vec<(Condition, Block)>,
    /// What is rendered when no condition holds.
    pub otherwise: Option<Block>,
}

/// `{% case subject %}…{% endcase %}`.
#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    /// What is compared.
    pub subject: Expr,
    /// The arms in order; several may be rendered.
    pub arms: Vec<Arm>,
}

/// One arm of a `case`.
#[derive(Clone, PartialEq, Debug)]
pub enum Arm {
    /// `{% when a, b %}`: rendered once for every value that is equal to the subject.
    When(Vec<Expr>, Block),
    /// `{% else %}`: rendered when no `when` before it matched.
    Else(Block),
}

/// `{% for item in list limit: … offset: … reversed %}…{% else %}…{% endfor %}`.
#[derive(Clone, PartialEq, Debug)]
pub struct For {
    /// The variable of the items.
    pub target: Name,
    /// What is iterated.
    pub list: Expr,
    /// Limit, offset and order.
    pub bounds: Bounds,
    /// What `forloop.name` says, and what `offset: continue` is remembered by.
    pub name: Arc<str>,
    /// What is rendered for each item.
    pub body: Block,
    /// What is rendered when there are no items.
    pub otherwise: Option<Block>,
}

/// Which items a loop takes.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Bounds {
    /// `limit: n`.
    pub limit: Option<Expr>,
    /// `offset: n`.
    pub offset: Option<Offset>,
    /// `reversed`, applied after limit and offset.
    pub reversed: bool,
}

/// Where a loop starts.
#[derive(Clone, PartialEq, Debug)]
pub enum Offset {
    /// `offset: continue`: where the last loop of the same name ended.
    Continue,
    /// `offset: n`.
    From(Expr),
}

/// `{% tablerow item in list cols: … %}…{% endtablerow %}`.
#[derive(Clone, PartialEq, Debug)]
pub struct TableRow {
    /// The variable of the items.
    pub target: Name,
    /// What is iterated.
    pub list: Expr,
    /// Limit and offset.
    pub bounds: Bounds,
    /// `cols: n`; without it all items are in one row.
    pub cols: Option<Expr>,
    /// What is rendered in each cell.
    pub body: Block,
}

/// `{% cycle 'a', 'b' %}` or `{% cycle group: 'a', 'b' %}`.
#[derive(Clone, PartialEq, Debug)]
pub struct Cycle {
    /// The group, evaluated at each use.
    pub group: Option<Expr>,
    /// The values in turn.
    pub values: Vec<Expr>,
    /// What an unnamed cycle is remembered by: its values as written.
    pub key: Box<str>,
}

/// `{% include %}` and `{% render %}`.
#[derive(Clone, PartialEq, Debug)]
pub struct Include {
    /// The partial's name; a literal for `render`.
    pub name: Expr,
    /// `with value` or `for list`.
    pub bound: Option<Bound>,
    /// `as name`, else the last part of the partial's name.
    pub alias: Option<Name>,
    /// `key: value` arguments.
    pub arguments: Vec<(Name, Expr)>,
}

/// The value that a partial is bound to.
#[derive(Clone, PartialEq, Debug)]
pub struct Bound {
    /// Whether it was `for`: the partial is rendered for each item.
    pub each: bool,
    /// The value.
    pub value: Expr,
}

/// A tag that the caller registered.
#[derive(Clone, Debug)]
pub struct Custom {
    /// The tag's name.
    pub name: Arc<str>,
    /// What it does.
    pub def: Arc<dyn TagDef>,
    /// What stands after the name, trimmed.
    pub markup: Box<str>,
    /// The arguments read from the markup; empty when the tag wants its markup raw.
    pub arguments: Vec<TagArgument>,
    /// The body of a block.
    pub body: Option<Block>,
}

impl PartialEq for Custom {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.markup == other.markup && self.body == other.body
    }
}

/// An argument of a registered tag: `value` or `key: value`.
#[derive(Clone, PartialEq, Debug)]
pub struct TagArgument {
    /// The key of a named argument.
    pub key: Option<Name>,
    /// The value.
    pub value: Expr,
}

/// A value and the filters it goes through.
#[derive(Clone, PartialEq, Debug)]
pub struct Filtered {
    /// The value.
    pub base: Expr,
    /// The filters in order.
    pub filters: Vec<FilterCall>,
}

/// One use of a filter.
#[derive(Clone, Debug)]
pub struct FilterCall {
    /// The filter's name.
    pub name: Arc<str>,
    /// The filter; `None` for an unknown one, which lax templates ignore.
    pub def: Option<&'static FilterDef>,
    /// Arguments by position.
    pub args: Vec<Expr>,
    /// Arguments by name.
    pub named: Vec<(Name, Expr)>,
    /// Where it stands.
    pub at: At,
}

impl PartialEq for FilterCall {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.args == other.args && self.named == other.named
    }
}

/// A condition: comparisons joined by `and` and `or`, which bind to the right.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    /// The first comparison.
    pub first: Comparison,
    /// What follows it.
    pub rest: Vec<(Join, Comparison)>,
}

/// How two comparisons are joined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Join {
    /// `and`
    And,
    /// `or`
    Or,
}

/// `left`, or `left operator right`.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// The left side; alone, its truth is asked for.
    pub left: Expr,
    /// The operator and the right side.
    pub right: Option<(Operator, Expr)>,
    /// Where it stands.
    pub at: At,
}

/// The operators of conditions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    /// `==`
    Equal,
    /// `!=` and `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `contains`
    Contains,
}

/// Something that has a value.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub at: At,
}

/// What an expression is.
#[derive(Clone, PartialEq, Debug)]
pub enum ExprKind {
    /// A literal.
    Literal(Literal),
    /// A name alone: by far the most frequent.
    Name(Name),
    /// A name with properties, or a name that is computed.
    Path(Box<Path>),
    /// `(first..last)`.
    Range(Box<(Expr, Expr)>),
}

/// A value that is written down.
#[derive(Clone, PartialEq, Debug)]
pub enum Literal {
    /// `nil`, `null`, and nothing at all.
    Nil,
    /// `true`, `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A quoted string.
    Str(Box<str>),
    /// `blank`
    Blank,
    /// `empty`
    Empty,
    /// `present` (3scale)
    Present,
}

/// `root.key[index]…`.
#[derive(Clone, PartialEq, Debug)]
pub struct Path {
    /// Where it starts.
    pub root: Root,
    /// What follows.
    pub steps: Vec<Step>,
}

/// Where a path starts.
#[derive(Clone, PartialEq, Debug)]
pub enum Root {
    /// A name.
    Name(Name),
    /// `[expression]`: the name is the value of the expression.
    Computed(Expr),
}

/// One step of a path.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// `.key`, which also has `size`, `first` and `last`.
    Key(Box<str>, At),
    /// `[expression]`.
    Index(Expr),
}
