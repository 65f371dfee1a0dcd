//! Plans and usage.
