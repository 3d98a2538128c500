//! What is out of the ordinary in calls of an Action: a token that makes repeating safe, and whom to ask after a lost answer.

use std::any::Any;
use std::sync::Arc;

use serde_json::Map;

use super::page::{filled, present};
use super::{Action, RegionNeed};
use crate::Json;
use crate::handwritten::protocol::Body;
use crate::handwritten::wire::{Record, Slot, View, read_strictly, to_json};

/// What is out of the ordinary in calls of an Action. Most have nothing of it.
#[derive(Clone, Copy, Debug)]
pub struct Extras {
    /// The parameter by which the server knows a request again.
    pub idempotency_token: Option<usize>,
    /// Whether requests go without a signature.
    pub unsigned: bool,
    /// What the body of a request is.
    pub body: RequestBody,
    /// What tells whether a request was carried out whose answer was lost.
    pub verification: Option<&'static Verification>,
    /// Which calls need a region, where that is not as the service says.
    pub region: Option<RegionNeed>,
}

impl Extras {
    /// Nothing is out of the ordinary.
    pub const NONE: Self = Self {
        idempotency_token: None,
        unsigned: false,
        body: RequestBody::Parameters,
        verification: None,
        region: None,
    };

    /// The idempotency token of a request, a new one in the place of one that is not set.
    pub(crate) fn token(&self, request: &mut dyn Record, new: impl FnOnce() -> String) -> Option<String> {
        let index = self.idempotency_token?;
        if let Some(View::Text(token)) = present(request.at(index).view())
            && !token.is_empty()
        {
            return Some(token.to_owned());
        }
        let Slot::Text(token) = filled(request.at_mut(index).slot()) else { return None };
        *token = new();
        Some(token.clone())
    }
}

/// What the body of a request is; its parameters are told by their places.
#[derive(Clone, Copy, Debug)]
pub enum RequestBody {
    /// The parameters, as the protocol has them.
    Parameters,
    /// The bytes of this parameter; the others are headers.
    Bytes(usize),
    /// A form of several parts, in which these parameters are files.
    Form(&'static [usize]),
}

impl RequestBody {
    /// The body of a request, where its parameters are not JSON in it.
    pub(crate) fn of(self, request: &dyn Record) -> Option<Body> {
        let name = |index: &usize| request.info().fields[*index].wire.to_owned();
        match self {
            Self::Parameters => None,
            Self::Bytes(index) => Some(Body::Parameter(name(&index))),
            Self::Form(files) => Some(Body::Form(files.iter().map(name).collect())),
        }
    }
}

/// A request that is ready to be sent, of the type that an error is asked for.
pub(crate) type Ready = Arc<dyn Any + Send + Sync>;

/// The Action that tells whether a request was carried out, and what of the request it is asked with.
#[derive(Clone, Copy, Debug)]
pub struct Verification {
    pub(crate) action: &'static str,
    copies: &'static [Copied],
    read: fn(&[u8]) -> Option<Ready>,
}

/// A parameter that is the copy of another request's; both by their names on the wire.
#[derive(Clone, Copy, Debug)]
pub struct Copied {
    /// In the request that was sent.
    pub from: &'static str,
    /// In the request that asks.
    pub to: &'static str,
    /// The copy is the only element of a list.
    pub is_element: bool,
}

impl Verification {
    /// By asking an Action.
    #[must_use]
    pub const fn by<A: Action>(copies: &'static [Copied]) -> Self {
        fn read<A: Action>(json: &[u8]) -> Option<Ready> {
            Some(Arc::new(read_strictly::<A>(json).ok()?))
        }
        Self { action: A::INFO.name, copies, read: read::<A> }
    }

    /// The request that asks about another one; none where that lacks what cannot be left out.
    pub(crate) fn of(&self, request: &dyn Record) -> Option<Ready> {
        let fields = request.info().fields;
        let mut copies = Map::new();
        for copied in self.copies {
            let field =
                fields.iter().position(|field| field.wire == copied.from).map(|index| request.at(index));
            if let Some(field) = field.filter(|field| present(field.view()).is_some()) {
                let value = to_json(field);
                let value = if copied.is_element { Json::Array(vec![value]) } else { value };
                copies.insert(copied.to.to_owned(), value);
            }
        }
        (self.read)(Json::Object(copies).to_string().as_bytes())
    }
}

/// A request of which the server can be asked whether it would carry it out.
///
/// Only generated code implements it. [`Call::dry_run`](crate::Call::dry_run) asks.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no parameter that asks for a dry run",
    note = "the server can't be asked whether it would carry it out"
)]
pub trait DryRun: Action {
    /// The parameter that asks.
    #[doc(hidden)]
    const DRY_RUN: usize;

    /// Asks for nothing more than an answer whether the request would be carried out.
    fn set_dry_run(&mut self) {
        set(self.at_mut(Self::DRY_RUN).slot());
    }
}

fn set(slot: Slot<'_>) {
    match filled(slot) {
        Slot::Bool(value) => *value = true,
        Slot::Text(value) => "true".clone_into(value),
        _ => {}
    }
}
