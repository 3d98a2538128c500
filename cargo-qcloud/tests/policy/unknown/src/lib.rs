//! A package whose settings name an Action that its spec lacks.
