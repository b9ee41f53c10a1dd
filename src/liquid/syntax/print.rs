//! Prints a syntax tree as source.
//!
//! Owns the notation: reading what is printed gives an equal tree.

use super::expr::literal;
use super::lax::is_name;
use super::tree::{
    Arm, Block, Bound, Bounds, Case, Comparison, Condition, Cycle, Expr, ExprKind, FilterCall, Filtered, For, If,
    Include, Join, Literal, Name, Node, NodeKind, Offset, Operator, Path, Root, Step, TableRow,
};
use std::fmt::Write;

/// The source of a template with this tree.
pub fn source(block: &Block) -> String {
    let mut out = String::new();
    print_block(block, &mut out);
    out
}

/// An expression as written in a tag.
pub fn expr_text(expr: &Expr) -> String {
    let mut out = String::new();
    print_expr(expr, &mut out);
    out
}

fn print_block(block: &Block, out: &mut String) {
    let mut after_text = false;
    for node in &block.nodes {
        let text = matches!(node.kind, NodeKind::Text(_));
        if text && after_text {
            // Two texts stay two: a tag that leaves nothing stood between them.
            tag("liquid", out);
        }
        after_text = text;
        print_node(node, out);
    }
}

/// Opens a tag or output. A brace before it would be read as its first delimiter, so it is kept
/// apart by white space that the tag then takes away.
fn open(delimiter: &str, out: &mut String) {
    let apart = out.ends_with('{');
    if apart {
        out.push(' ');
    }
    out.push_str(delimiter);
    if apart {
        out.push('-');
    }
    out.push(' ');
}

fn tag(text: &str, out: &mut String) {
    open("{%", out);
    out.push_str(text);
    out.push_str(" %}");
}

fn print_node(node: &Node, out: &mut String) {
    match &node.kind {
        NodeKind::Text(text) => out.push_str(text),
        NodeKind::Raw(text) => verbatim("raw", text, out),
        NodeKind::Comment(text) => verbatim("comment", text, out),
        NodeKind::Doc(text) => verbatim("doc", text, out),
        NodeKind::InlineComment(text) => tag(&format!("# {text}"), out),
        NodeKind::Output(value) => {
            open("{{", out);
            print_filtered(value, out);
            out.push_str(" }}");
        }
        NodeKind::Echo(value) => tag(&format!("echo {}", filtered_text(value)), out),
        NodeKind::Assign(name, value) => tag(&format!("assign {} = {}", name.text, filtered_text(value)), out),
        NodeKind::Capture(name, body) => block("capture", &name.text, body, out),
        NodeKind::If(node) => print_if(node, out),
        NodeKind::Case(case) => print_case(case, out),
        NodeKind::For(node) => print_for(node, out),
        NodeKind::TableRow(node) => print_table_row(node, out),
        NodeKind::Cycle(cycle) => print_cycle(cycle, out),
        NodeKind::Increment(name) => tag(&format!("increment {}", name.text), out),
        NodeKind::Decrement(name) => tag(&format!("decrement {}", name.text), out),
        NodeKind::IfChanged(body) => block("ifchanged", "", body, out),
        NodeKind::Break => tag("break", out),
        NodeKind::Continue => tag("continue", out),
        NodeKind::Include(include) => print_include("include", include, out),
        NodeKind::Render(include) => print_include("render", include, out),
        NodeKind::Custom(custom) => match &custom.body {
            Some(body) => block(&custom.name, &custom.markup, body, out),
            None => tag(format!("{} {}", custom.name, custom.markup).trim_end(), out),
        },
    }
}

fn verbatim(name: &str, text: &str, out: &mut String) {
    tag(name, out);
    out.push_str(text);
    // Not `tag`: a brace at the end of the text belongs to it.
    let _ = write!(out, "{{% end{name} %}}");
}

fn block(name: &str, markup: &str, body: &Block, out: &mut String) {
    tag(format!("{name} {markup}").trim_end(), out);
    print_block(body, out);
    tag(&format!("end{name}"), out);
}

fn print_if(node: &If, out: &mut String) {
    let name = if node.unless { "unless" } else { "if" };
    for (at, (condition, body)) in node.branches.iter().enumerate() {
        let word = if at == 0 { name } else { "elsif" };
        tag(&format!("{word} {}", condition_text(condition)), out);
        print_block(body, out);
    }
    if let Some(body) = &node.otherwise {
        tag("else", out);
        print_block(body, out);
    }
    tag(&format!("end{name}"), out);
}

fn print_case(case: &Case, out: &mut String) {
    tag(&format!("case {}", expr_text(&case.subject)), out);
    for arm in &case.arms {
        match arm {
            Arm::When(values, body) => {
                tag(&format!("when {}", list(values)), out);
                print_block(body, out);
            }
            Arm::Else(body) => {
                tag("else", out);
                print_block(body, out);
            }
        }
    }
    tag("endcase", out);
}

fn print_for(node: &For, out: &mut String) {
    let head = format!("for {} in {}{}", node.target.text, expr_text(&node.list), bounds_text(&node.bounds));
    tag(&head, out);
    print_block(&node.body, out);
    if let Some(body) = &node.otherwise {
        tag("else", out);
        print_block(body, out);
    }
    tag("endfor", out);
}

fn print_table_row(node: &TableRow, out: &mut String) {
    let mut head = format!("{} in {}{}", node.target.text, expr_text(&node.list), bounds_text(&node.bounds));
    if let Some(cols) = &node.cols {
        let _ = write!(head, " cols: {}", expr_text(cols));
    }
    block("tablerow", &head, &node.body, out);
}

fn bounds_text(bounds: &Bounds) -> String {
    let mut out = String::new();
    if bounds.reversed {
        out.push_str(" reversed");
    }
    if let Some(limit) = &bounds.limit {
        let _ = write!(out, " limit: {}", expr_text(limit));
    }
    match &bounds.offset {
        Some(Offset::Continue) => out.push_str(" offset: continue"),
        Some(Offset::From(offset)) => {
            let _ = write!(out, " offset: {}", expr_text(offset));
        }
        None => {}
    }
    out
}

fn print_cycle(cycle: &Cycle, out: &mut String) {
    let group = cycle.group.as_ref().map(|group| format!("{}: ", expr_text(group))).unwrap_or_default();
    // A cycle of nothing is written with a comma: one without any markup is a mistake.
    let values = if group.is_empty() && cycle.values.is_empty() { ",".to_owned() } else { list(&cycle.values) };
    tag(&format!("cycle {group}{values}"), out);
}

fn print_include(word: &str, include: &Include, out: &mut String) {
    let mut text = format!("{word} {}", expr_text(&include.name));
    if let Some(Bound { each, value }) = &include.bound {
        let _ = write!(text, " {} {}", if *each { "for" } else { "with" }, expr_text(value));
    }
    if let Some(alias) = &include.alias {
        let _ = write!(text, " as {}", alias.text);
    }
    for (key, value) in &include.arguments {
        let _ = write!(text, ", {}: {}", key.text, expr_text(value));
    }
    tag(&text, out);
}

fn list(values: &[Expr]) -> String {
    values.iter().map(expr_text).collect::<Vec<_>>().join(", ")
}

fn filtered_text(value: &Filtered) -> String {
    let mut out = String::new();
    print_filtered(value, &mut out);
    out
}

fn print_filtered(value: &Filtered, out: &mut String) {
    print_expr(&value.base, out);
    for filter in &value.filters {
        out.push_str(" | ");
        print_filter(filter, out);
    }
}

fn print_filter(filter: &FilterCall, out: &mut String) {
    out.push_str(&filter.name);
    let positional = filter.args.iter().map(expr_text);
    let named = filter.named.iter().map(|(key, value)| format!("{}: {}", key.text, expr_text(value)));
    let arguments: Vec<String> = positional.chain(named).collect();
    if !arguments.is_empty() {
        let _ = write!(out, ": {}", arguments.join(", "));
    }
}

fn condition_text(condition: &Condition) -> String {
    let mut out = String::new();
    print_comparison(&condition.first, &mut out);
    for (join, comparison) in &condition.rest {
        out.push_str(if *join == Join::And { " and " } else { " or " });
        print_comparison(comparison, &mut out);
    }
    out
}

fn print_comparison(comparison: &Comparison, out: &mut String) {
    print_expr(&comparison.left, out);
    if let Some((operator, right)) = &comparison.right {
        let _ = write!(out, " {} ", operator.as_str());
        print_expr(right, out);
    }
}

impl Operator {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Operator::Equal => "==",
            Operator::NotEqual => "!=",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
            Operator::Contains => "contains",
        }
    }
}

fn print_expr(expr: &Expr, out: &mut String) {
    match &expr.kind {
        ExprKind::Literal(literal) => print_literal(literal, out),
        ExprKind::Name(name) => out.push_str(&name.text),
        ExprKind::Path(path) => print_path(path, out),
        ExprKind::Range(ends) => {
            out.push('(');
            print_expr(&ends.0, out);
            out.push_str("..");
            print_expr(&ends.1, out);
            out.push(')');
        }
    }
}

fn print_literal(literal: &Literal, out: &mut String) {
    match literal {
        Literal::Nil => out.push_str("nil"),
        Literal::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Literal::Int(n) => {
            let _ = write!(out, "{n}");
        }
        Literal::Float(n) => {
            // Never in exponent notation, which is not read.
            let digits = format!("{n}");
            out.push_str(&digits);
            if !digits.contains('.') {
                out.push_str(".0");
            }
        }
        Literal::Str(text) => quoted(text, out),
        Literal::Blank => out.push_str("blank"),
        Literal::Empty => out.push_str("empty"),
        Literal::Present => out.push_str("present"),
    }
}

fn quoted(text: &str, out: &mut String) {
    let quote = if text.contains('\'') { '"' } else { '\'' };
    out.push(quote);
    out.push_str(text);
    out.push(quote);
}

fn print_path(path: &Path, out: &mut String) {
    match &path.root {
        Root::Name(name) => print_root(name, path.steps.is_empty(), out),
        Root::Computed(expr) => bracketed(expr, out),
    }
    for step in &path.steps {
        match step {
            Step::Key(key, _) => {
                out.push('.');
                out.push_str(key);
            }
            Step::Index(expr) => bracketed(expr, out),
        }
    }
}

/// A name at the start of a path; in brackets where the bare word would mean something else.
fn print_root(name: &Name, alone: bool, out: &mut String) {
    if is_name(&name.text) && !alone && (literal(&name.text).is_none()) {
        out.push_str(&name.text);
    } else {
        out.push('[');
        quoted(&name.text, out);
        out.push(']');
    }
}

fn bracketed(expr: &Expr, out: &mut String) {
    out.push('[');
    print_expr(expr, out);
    out.push(']');
}
