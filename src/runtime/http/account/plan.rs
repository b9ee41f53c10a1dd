//! The plan of an application is changed, or another one is asked for.

use axum::response::Response;

use super::super::Problem;
use super::applications::{is_live, path, plan_sent, refused};
use super::ask::Ask;
use crate::model::customer::FlashKind;
use crate::runtime::customers::{Error, PlanChange};

/// Moves an application to another plan, in a session with another id: other content is open from now on.
pub(super) async fn change(ask: Ask) -> Result<Response, Problem> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.account(), ask.id(0)?).await?;
    let changed = match (is_live(&application), plan_sent(&ask)) {
        (Err(error), _) => Err(error),
        (Ok(()), None) => Err(Error::invalid("plan", "can't be blank")),
        (Ok(()), Some(plan)) => change.change_plan(application.id, &plan).await,
    };
    let to = path(application.id);
    match changed {
        Ok(PlanChange::Changed(application)) => {
            let renewed = ask.commit_renewed(change).await?;
            let title =
                &crate::model::customer::Plan::named(&renewed.ask.caller.release.programme, &application.plan).title;
            let answer = renewed.ask.done(&to, format!("{} is on the plan {title}.", application.name));
            Ok(renewed.with_session(answer))
        }
        Ok(PlanChange::Requested) => {
            ask.commit(change).await?;
            let text = "The change was asked for. You keep your plan until it is approved.";
            Ok(ask.told(&to, FlashKind::Info, text))
        }
        Err(error) => {
            drop(change);
            refused(&ask, error).await
        }
    }
}
