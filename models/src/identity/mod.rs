//! Tenants and who may speak for them.
