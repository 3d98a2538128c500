//! What has changed about an Action.

use std::collections::BTreeSet;

use crate::model::{Action, Body, ErrorEffect, Method, Origin, RegionNeed, Service};

use super::{Changes, Pair, pair, record, rule, shown};

impl Changes {
    pub(super) fn action(&mut self, (old, before): (&Service, &Action), (new, after): (&Service, &Action)) {
        let origin = Origin::file(&after.spec_path);
        let name = format!("the Action `{}`", after.name);
        if before.method != after.method {
            let is_same = before.request.name == after.request.name;
            let request = |action: &Action| format!(" with `{}`", action.request.name);
            let called = |action: &Action| {
                format!("`{}`{}", action.method, if is_same { String::new() } else { request(action) })
            };
            let message = format!("the method of {name} is {}, not {}", called(after), called(before));
            self.in_new(&rule::METHOD_RENAMED, &origin.key("rust"), message);
        }
        let (was, is) = (shown(old, &before.result), shown(new, &after.result));
        if was != is {
            let message = format!("{name} answers with `{is}`, not `{was}`");
            self.in_new(&rule::RESULT_TYPE, &origin.key("result"), message);
        }
        self.host((old, before), (new, after), &origin);
        self.travel(before, after, &origin);
        self.stream((old, before), (new, after), &origin);
        self.repeat(before, after, &origin);
        self.dry_run(before, after, &origin);
        self.region((old, before), (new, after), &origin);
        self.pagination((old, before), (new, after), &origin);
        self.until(before, after, &origin);
        let parameters = |action: &Action| Origin::file(&action.spec_path).key("parameters");
        let was = record::SpecRecord { service: old, record: &before.request, fields: parameters(before) };
        let is = record::SpecRecord { service: new, record: &after.request, fields: parameters(after) };
        self.record(&was, &is, &origin);
        self.deprecated(before.deprecated.as_deref(), after.deprecated.as_deref(), &origin, &name);
        let said = |action: &Action| (action.source.clone(), action.claims.clone());
        self.docs(&said(before), &said(after), &origin, &name);
        let examples = |action: &Action| {
            let text = |example: &crate::model::Example| {
                let said = (example.doc.clone(), example.captured, example.loose);
                (example.name.clone(), said, example.parameters.clone(), example.response.clone())
            };
            action.examples.iter().map(text).collect::<Vec<_>>()
        };
        if examples(before) != examples(after) {
            let message = format!("the examples of {name} have changed");
            self.in_new(&rule::EXAMPLES, &origin.key("examples"), message);
        }
    }

    /// What should not be used any more; that something may be used again is a matter of docs.
    pub(super) fn deprecated(&mut self, was: Option<&str>, is: Option<&str>, origin: &Origin, what: &str) {
        let origin = origin.key("deprecated");
        match (was, is) {
            (None, Some(note)) => {
                let note = if note.trim().is_empty() { String::new() } else { format!(": {}", note.trim()) };
                self.in_new(&rule::DEPRECATED, &origin, format!("{what} is deprecated now{note}"));
            }
            (was, is) => self.docs(&was, &is, &origin, what),
        }
    }

    /// Another host of the service is told once, of the service.
    fn host(&mut self, old: (&Service, &Action), new: (&Service, &Action), origin: &Origin) {
        let (before, after) = (old.1.host(old.0), new.1.host(new.0));
        let is_own = old.1.own_host.is_some() || new.1.own_host.is_some();
        if is_own && before != after {
            let message =
                format!("calls of the Action `{}` go to `{after}` now, not to `{before}`", new.1.name);
            self.in_new(&rule::WIRE, &origin.key("host"), message);
        }
    }

    fn travel(&mut self, before: &Action, after: &Action, origin: &Origin) {
        let name = format!("the Action `{}`", after.name);
        if before.idempotent != after.idempotent {
            let (verb, what) = if after.idempotent {
                ("is", "a call that may have reached the server is repeated")
            } else {
                ("is not", "a call that may have reached the server is no longer repeated")
            };
            let message = format!("{name} {verb} idempotent now: {what}");
            self.in_new(&rule::WIRE, &origin.key("idempotent"), message);
        }
        if before.http_method != after.http_method {
            let what = match after.http_method {
                Method::Get => "its parameters stand in the URL, which proxies and servers write down",
                Method::Post => {
                    "its parameters stand in the body, so caches and logs of URLs do not see them"
                }
            };
            let (was, is) = (before.http_method.as_str(), after.http_method.as_str());
            let message = format!("{name} is a {is} now, not a {was}: {what}");
            self.in_new(&rule::WIRE, &origin.key("method"), message);
        }
        self.body(before, after, origin);
        self.error_rules(before, after, origin);
        if before.place != after.place {
            let (was, is) = (before.place.named(), after.place.named());
            let message = format!(
                "the result of {name} is read from `{is}` now, not from `{was}`: what a server sends elsewhere is an error, or nothing"
            );
            self.in_new(&rule::WIRE, &origin.key("result").key("in"), message);
        }
    }

    /// Whether a request is signed, and what its body is.
    fn body(&mut self, before: &Action, after: &Action, origin: &Origin) {
        let name = format!("the Action `{}`", after.name);
        if before.unsigned != after.unsigned {
            let is = if after.unsigned { "not signed" } else { "signed" };
            let message = format!("requests of {name} are {is} now");
            self.in_new(&rule::WIRE, &origin.key("unsigned"), message);
        }
        let body = |action: &Action| match action.body {
            None => "its parameters in JSON".to_owned(),
            Some(Body::Form) => "a form".to_owned(),
            Some(Body::Bytes(index)) => format!("the bytes of `{}`", action.request.fields[index].wire),
        };
        let (was, is) = (body(before), body(after));
        if was != is {
            let message = format!("the body of a request of {name} is {is} now, not {was}");
            self.in_new(&rule::WIRE, &origin.key("body"), message);
        }
    }

    /// What makes repeating safe, and what tells whether it is needed.
    fn repeat(&mut self, before: &Action, after: &Action, origin: &Origin) {
        let name = format!("the Action `{}`", after.name);
        let token =
            |action: &Action| action.idempotency_token.map(|at| action.request.fields[at].wire.clone());
        if token(before) != token(after) {
            let message = match token(after) {
                Some(token) => {
                    format!("calls of {name} have an idempotency token in `{token}` now, and are repeated")
                }
                None if after.idempotent => format!("calls of {name} have no idempotency token any more"),
                None => format!(
                    "calls of {name} have no idempotency token any more: one that may have reached the server is no longer repeated"
                ),
            };
            self.in_new(&rule::WIRE, &origin.key("idempotency_token"), message);
        }
        if before.verify != after.verify {
            let message = match &after.verify {
                Some(verify) if before.verify.is_some() => format!(
                    "whether a call of {name} was carried out `{}` tells in another way",
                    verify.action
                ),
                Some(verify) => {
                    format!("`{}` tells now whether a call of {name} was carried out", verify.action)
                }
                None => format!("nothing tells any more whether a call of {name} was carried out"),
            };
            self.in_new(&rule::WIRE, &origin.key("verify"), message);
        }
    }

    /// Which calls need a region; what only the service says otherwise is told of the service.
    fn region(
        &mut self,
        (old, before): (&Service, &Action),
        (new, after): (&Service, &Action),
        origin: &Origin,
    ) {
        let (was, is) = (before.region(old), after.region(new));
        if was == is || (before.own_region.is_none() && after.own_region.is_none()) {
            return;
        }
        let name = format!("the Action `{}`", after.name);
        let message = match is {
            RegionNeed::None => format!("calls of {name} need no region any more"),
            RegionNeed::Every => format!("all calls of {name} need a region now"),
            RegionNeed::For { parameter, .. } if was == RegionNeed::None => {
                format!("calls of {name} need a region now for some values of `{parameter}`")
            }
            RegionNeed::For { parameter, .. } => {
                format!("which calls of {name} need a region `{parameter}` tells in another way")
            }
        };
        self.in_new(&rule::WIRE, &origin.key("region"), message);
    }

    fn dry_run(&mut self, before: &Action, after: &Action, origin: &Origin) {
        let name = format!("the Action `{}`", after.name);
        let parameter = |action: &Action| action.dry_run.map(|at| action.request.fields[at].wire.clone());
        let origin = origin.key("dry_run");
        match (parameter(before), parameter(after)) {
            (None, Some(_)) => {
                self.in_new(&rule::DRY_RUN_ADDED, &origin, format!("a call of {name} can be a dry run now"));
            }
            (Some(_), None) => {
                let origin = Origin::file(&before.spec_path).key("dry_run");
                let message = format!("a call of {name} can't be a dry run any more");
                self.in_old(&rule::DRY_RUN_REMOVED, &origin, message);
            }
            (Some(was), Some(is)) if was != is => {
                let message = format!("a dry run of {name} is asked for by `{is}`, not `{was}`");
                self.in_new(&rule::WIRE, &origin, message);
            }
            _ => {}
        }
    }

    /// What an error code means for a call: whether it is repeated, or no failure at all.
    fn error_rules(&mut self, before: &Action, after: &Action, origin: &Origin) {
        let effect = |action: &Action, code: &str| {
            action.error_rules.iter().find(|rule| rule.code == code).map(|rule| rule.effect)
        };
        let all = before.error_rules.iter().chain(&after.error_rules).map(|rule| rule.code.as_str());
        for code in all.collect::<BTreeSet<_>>() {
            let (was, is) = (effect(before, code), effect(after, code));
            if was == is {
                continue;
            }
            let meaning = |effect: Option<ErrorEffect>| match effect {
                None => "a failure like any other",
                Some(ErrorEffect::Retry) => "a failure after which the call is repeated",
                Some(ErrorEffect::Throttling) => "too many calls, after which the call is repeated",
                Some(ErrorEffect::Empty) => "an empty result",
            };
            let name = &after.name;
            let message =
                format!("`{code}` of the Action `{name}` means {} now, not {}", meaning(is), meaning(was));
            self.in_new(&rule::WIRE, &origin.key("errors"), message);
        }
    }

    /// The constants of what is waited for, by their names.
    fn until(&mut self, before: &Action, after: &Action, origin: &Origin) {
        for pair in pair(&before.until, &after.until, |until| &until.name) {
            match pair {
                Pair::Old(until) => {
                    let origin = Origin::file(&before.spec_path).key("until").key(&until.name);
                    let message = format!("the constant `{}` is gone", until.name);
                    self.in_old(&rule::UNTIL_REMOVED, &origin, message);
                }
                Pair::New(until) => {
                    let message = format!("the constant `{}` is new", until.name);
                    self.in_new(&rule::UNTIL_ADDED, &origin.key("until").key(&until.name), message);
                }
                Pair::Both(was, is) => {
                    let origin = origin.key("until").key(&is.name);
                    if was.watched.facts() != is.watched.facts() {
                        let message = format!(
                            "what the constant `{}` waits for is told by other values or numbers: a wait may end otherwise",
                            is.name
                        );
                        self.in_new(&rule::UNTIL, &origin, message);
                    }
                    if was.pace != is.pace {
                        let message = format!("the constant `{}` asks again at another pace", is.name);
                        self.in_new(&rule::UNTIL, &origin, message);
                    }
                    self.docs(&was.doc, &is.doc, &origin, &format!("the constant `{}`", is.name));
                }
            }
        }
    }

    fn stream(&mut self, old: (&Service, &Action), new: (&Service, &Action), origin: &Origin) {
        let name = format!("the Action `{}`", new.1.name);
        let origin = origin.key("stream");
        match (&old.1.stream, &new.1.stream) {
            (None, None) => {}
            (None, Some(_)) => {
                self.in_new(
                    &rule::STREAM_ADDED,
                    &origin,
                    format!("{name} may answer with a stream of events now"),
                );
            }
            (Some(_), None) => {
                let origin = Origin::file(&old.1.spec_path).key("stream");
                self.in_old(&rule::STREAM_REMOVED, &origin, format!("{name} does not stream any more"));
            }
            (Some(before), Some(after)) => {
                let (was, is) = (shown(old.0, before), shown(new.0, after));
                if was != is {
                    let message = format!("the events of {name} are `{is}`, not `{was}`");
                    self.in_new(&rule::EVENT_TYPE, &origin, message);
                }
            }
        }
    }
}
