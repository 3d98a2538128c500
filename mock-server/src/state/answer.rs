//! What a request is answered that was accepted: given in advance, only checked, known by its token, or carried out now.

use serde_json::{Map, Value};

use super::{Accepted, Shared, State};
use crate::code::Code;
use crate::identity::sts;
use crate::protocol::{Common, Failure, Incoming, Refusal};
use crate::reason::Reason;
use crate::response::Answer;
use crate::task::Share;
use crate::tokens::Known;
use crate::{certificates, examples, made, zones};

impl Shared {
    /// A success, and whether the Action was carried out for it: an answer may be given in advance.
    pub(super) fn answer(
        &self,
        state: &mut State,
        accepted: &Accepted<'_>,
        incoming: &Incoming,
        request_id: &str,
    ) -> Result<(Result<Answer, Failure>, bool), Refusal> {
        let Accepted { service, action, .. } = accepted;
        let Some(answer) = state.plan.take_answer(&action.name) else {
            let (answer, carried_out) = self.carry_out(state, accepted, incoming, request_id)?;
            return Ok((Ok(answer), carried_out));
        };
        if let Some(error) =
            answer.get("Error").filter(|_| answer.as_object().is_some_and(|it| it.len() == 1))
        {
            let text = |name: &str| error[name].as_str().unwrap_or_default();
            let code = text("Code").parse().unwrap_or(Code::Name("InternalError".to_owned()));
            return Err(Refusal { code, message: text("Message").to_owned() });
        }
        let result = if answer.is_null() { made::nothing(service, action) } else { answer };
        let envelope = incoming.protocol.success(request_id);
        let body = examples::place(&action.place, result, envelope).to_string();
        Ok((Ok(Answer::json(incoming.protocol.content_type(), body)), false))
    }

    /// A success, and whether anything was done: not where only that was asked for, nor where it was done before.
    fn carry_out(
        &self,
        state: &mut State,
        accepted: &Accepted<'_>,
        incoming: &Incoming,
        request_id: &str,
    ) -> Result<(Answer, bool), Refusal> {
        let Accepted { service, action, parameters } = accepted;
        let value = |index: Option<usize>| parameters.get(&action.request.fields.get(index?)?.wire);
        if value(action.dry_run).is_some_and(|value| *value == true || *value == "true") {
            let envelope = incoming.protocol.success(request_id);
            let body = examples::place(&action.place, Map::new().into(), envelope).to_string();
            return Ok((Answer::json(incoming.protocol.content_type(), body), false));
        }
        let token = value(action.idempotency_token).and_then(Value::as_str).filter(|token| !token.is_empty());
        let Some(token) = token else {
            return self.act(state, accepted, incoming, request_id).map(|answer| (answer, true));
        };
        let key = (service.name.clone(), action.name.clone(), token.to_owned());
        match state.tokens.look_up(&key, parameters) {
            Known::Answered(answer) => Ok((answer.clone(), false)),
            Known::Otherwise => {
                let what = format!("the token `{token}` was used before, with other parameters");
                Err(incoming.refusal(Reason::OtherRequest, what))
            }
            Known::Not => {
                let answer = self.act(state, accepted, incoming, request_id)?;
                state.tokens.remember(key, parameters.clone(), answer.clone());
                Ok((answer, true))
            }
        }
    }

    /// Does what is asked for, and tells what comes of it.
    fn act(
        &self,
        state: &mut State,
        accepted: &Accepted<'_>,
        incoming: &Incoming,
        request_id: &str,
    ) -> Result<Answer, Refusal> {
        let Accepted { service, action, parameters } = accepted;
        let now = self.now();
        let json = |body: String| Answer::json(incoming.protocol.content_type(), body);
        if service.wire == "sts"
            && let Some(sts) = sts::meant(incoming)
            && sts.services.iter().any(|it| std::ptr::eq(it, *service))
        {
            let caller = incoming.common(Common::SecretId).and_then(|id| state.issued.find(id)).cloned();
            let now = self.server_time(state);
            let asked = (action.name.as_str(), parameters);
            let result =
                sts::carry_out(&self.identity, &mut state.issued, caller.as_ref(), asked, now, incoming)?;
            let envelope = incoming.protocol.success(request_id);
            return Ok(json(examples::place(&action.place, result, envelope).to_string()));
        }
        let (store, region) = (state.store.as_mut(), incoming.common(Common::Region));
        let zones = state.zones.as_mut();
        let result = store.and_then(|store| {
            certificates::carry_out(store, &service.name, &action.name, parameters, region, now)
        });
        let result =
            result.or_else(|| zones::carry_out(zones?, &service.name, &action.name, parameters, now));
        let result = match result {
            Some(result) => result?,
            None => {
                let share = state.tasks.as_mut().filter(|_| !action.until.is_empty());
                let share = share.map(|tasks| tasks.ask((&service.name, &action.name), parameters, now));
                match examples::best(action, &incoming.parameters) {
                    Some(example) if example.is_stream() => {
                        return Ok(Answer::events(example.response.clone()));
                    }
                    Some(example) => {
                        let moved_on = made::moved_on((service, action), example, parameters, share);
                        return Ok(json(moved_on.unwrap_or_else(|| example.response.clone())));
                    }
                    None => {
                        let mut result = made::result(service, action, parameters);
                        made::progress(service, action, &mut result, share.unwrap_or(Share::ALL));
                        result
                    }
                }
            }
        };
        let envelope = incoming.protocol.success(request_id);
        Ok(json(examples::place(&action.place, result, envelope).to_string()))
    }
}
