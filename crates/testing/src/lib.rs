//! leptos_actions_testing
