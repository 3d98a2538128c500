//! Tests that need more than one package of the workspace; everything is under `tests/tests`.
