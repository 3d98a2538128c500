//! A package that uses none of its Actions.
