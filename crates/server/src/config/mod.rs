//! `Leptos.toml`, read when the server starts.
//!
//! 1. `[leptos]` says where the site stands, `[actions]` how calls are guarded, `[app]` is the application's own.
//! 2. An unknown key, a bad value and a bad unit stop the start, with the line.
//! 3. Every key can be set by an environment variable, which wins: `LEPTOS_SITE_ADDR`, `ACTIONS_BODY_LIMIT`,
//!    `APP_DATABASE`: section and key in capitals, joined by an underscore.
//!
//! ```
//! use leptos_actions_server::config::Settings;
//!
//! let settings: Settings = Settings::parse("Leptos.toml", r#"
//!     [leptos]
//!     site-addr = "127.0.0.1:3000"
//!     [actions]
//!     body-limit = "1 MiB"
//! "#, &[]).unwrap();
//! assert_eq!(settings.actions.body_limit, 1024 * 1024);
//!
//! let wrong = Settings::<leptos_actions_server::config::NoApp>::parse("Leptos.toml", "[actions]\nbody-limit = \"-1\"", &[]);
//! assert!(wrong.unwrap_err().to_string().starts_with("Leptos.toml, line 2: "));
//! ```

mod env;
mod units;

use std::{
    net::{IpAddr, SocketAddr},
    path::Path,
    time::Duration,
};

use axum::extract::ConnectInfo;
use http::request::Parts;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{cache::MEMORY, names, start::StartError};

/// Everything in `Leptos.toml`. `A` is the application's own section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Settings<A = NoApp> {
    /// Where the site stands.
    #[serde(default)]
    pub leptos: Site,
    /// How calls are guarded.
    #[serde(default)]
    pub actions: Config,
    /// The application's own.
    pub app: Option<A>,
}

/// An application without settings of its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NoApp {}

/// Where the site stands. The names are cargo-leptos' own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Site {
    /// The name of the script, the wasm and the style sheet.
    pub output_name: String,
    /// The folder with everything that is served as a file.
    pub site_root: String,
    /// The folder in it for script, wasm and style sheet.
    pub site_pkg_dir: String,
    /// Where to listen.
    pub site_addr: SocketAddr,
    /// Where `cargo leptos watch` tells pages to reload.
    pub reload_port: u32,
    /// `DEV` or `PROD`.
    pub env: Environment,
    /// Whether file names hold a hash of their content.
    pub hash_files: bool,
}

/// Where the server runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub enum Environment {
    /// On a developer's machine.
    #[default]
    #[serde(rename = "DEV", alias = "dev", alias = "development")]
    Dev,
    /// For customers.
    #[serde(rename = "PROD", alias = "prod", alias = "production")]
    Prod,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            output_name: String::new(),
            site_root: "target/site".into(),
            site_pkg_dir: "pkg".into(),
            site_addr: SocketAddr::from(([127, 0, 0, 1], 3000)),
            reload_port: 3001,
            env: Environment::Dev,
            hash_files: false,
        }
    }
}

/// How calls are guarded. Sizes are written as `"64 KiB"`, times as `"10s"` or `"500ms"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Config {
    /// The site's own origins, such as `https://shop.example`. Default: any with the host that a request is sent to, as the
    /// [cross-site guard](crate::guards::CrossSite) says it. Cookies are `Secure` where all of them are `https`.
    pub origins: Vec<String>,
    /// The addresses of proxies whose `X-Forwarded-Proto` is believed. Default: none.
    pub proxies: Vec<IpAddr>,
    /// The largest body of a call that names no `limit`. Default: 64 KiB.
    #[serde(deserialize_with = "units::size")]
    pub body_limit: u64,
    /// How long a request's head may take. Default: 10 s.
    #[serde(deserialize_with = "units::duration")]
    pub head_deadline: Duration,
    /// How long a request's body may take; of a form with files, how long nothing of it may come. Default: 10 s.
    #[serde(deserialize_with = "units::duration")]
    pub body_deadline: Duration,
    /// How long the whole body of a form with files may take. Default: 10 min.
    #[serde(deserialize_with = "units::duration")]
    pub upload_deadline: Duration,
    /// How long the body of a function that names no `timeout` may run. Default: 30 s.
    #[serde(deserialize_with = "units::duration")]
    pub handler_deadline: Duration,
    /// How long what an action made stale of its caller's screen is read for the action's own answer. What is not there by
    /// then the page asks for itself. Default: 1 s.
    #[serde(deserialize_with = "units::duration")]
    pub fresh_deadline: Duration,
    /// What all answers may take that are kept by `cache = ..` and `#[cached]`. Default: 32 MiB.
    #[serde(deserialize_with = "units::size")]
    pub cache_memory: u64,
}

/// The handler's deadline, as state that pages find in their scope.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HandlerDeadline(pub(crate) Duration);

impl Default for Config {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            proxies: Vec::new(),
            body_limit: 64 * 1024,
            head_deadline: Duration::from_secs(10),
            body_deadline: Duration::from_secs(10),
            upload_deadline: Duration::from_secs(600),
            handler_deadline: Duration::from_secs(30),
            fresh_deadline: Duration::from_secs(1),
            cache_memory: MEMORY,
        }
    }
}

impl<A: DeserializeOwned> Settings<A> {
    /// Reads a file, and the environment.
    ///
    /// # Errors
    /// [`StartError::Config`], with the file, the line and what is wrong.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, StartError> {
        let path = path.as_ref().display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|error| StartError::Config {
            source: path.clone(),
            line: None,
            problem: format!("cannot be read: {error}"),
        })?;
        let variables: Vec<(String, String)> = std::env::vars().collect();
        Self::parse(&path, &text, &variables)
    }

    /// Reads a text. `variables` are the environment; those that name no section are ignored.
    ///
    /// # Errors
    /// [`StartError::Config`], with `source`, the line and what is wrong.
    pub fn parse(source: &str, text: &str, variables: &[(String, String)]) -> Result<Self, StartError> {
        let mut settings: Self = toml::from_str(text).map_err(|error| file_error(source, text, &error))?;
        env::apply(&mut settings, text, variables)?;
        Ok(settings)
    }
}

fn file_error(source: &str, text: &str, error: &toml::de::Error) -> StartError {
    let line = error
        .span()
        .map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    StartError::Config {
        source: source.to_owned(),
        line,
        problem: error.message().to_owned(),
    }
}

impl Config {
    /// Whether a request reached the site over https: as a trusted proxy says, or as all of its origins say.
    pub(crate) fn is_secure(&self, head: &Parts) -> bool {
        let peer = head.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let forwarded = head
            .headers
            .get(&names::X_FORWARDED_PROTO)
            .filter(|_| peer.is_some_and(|ip| self.proxies.contains(&ip)));
        match forwarded {
            Some(protocol) => protocol == "https",
            None => !self.origins.is_empty() && self.origins.iter().all(|origin| origin.starts_with("https:")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
        let variables: Vec<_> = variables
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        Settings::parse("Leptos.toml", text, &variables).map_err(|error| error.to_string())
    }

    #[test]
    fn an_unknown_key_stops_the_start_with_its_line() {
        let error = parse("[leptos]\n\n[actions]\nbody-limitt = \"1 KiB\"\n", &[]).unwrap_err();
        assert!(
            error.starts_with("Leptos.toml, line 4: unknown field `body-limitt`"),
            "{error}"
        );
        let error = parse("\n[action]\n", &[]).unwrap_err();
        assert!(
            error.starts_with("Leptos.toml, line 2: unknown field `action`"),
            "{error}"
        );
    }

    // covers: SED-21
    #[test]
    fn a_bad_value_stops_the_start_with_its_line() {
        for value in ["\"-1\"", "-1", "\"many\"", "\"10 seconds\"", "\"1 KB\"", "0"] {
            let error = parse(&format!("[actions]\nbody-limit = {value}\n"), &[]).unwrap_err();
            assert!(error.starts_with("Leptos.toml, line 2: "), "{value}: {error}");
        }
        assert!(parse("[actions]\nbody-deadline = \"-1s\"\n", &[]).is_err());
        assert!(
            parse("[leptos]\nsite-addr = \"nowhere\"\n", &[])
                .unwrap_err()
                .contains("line 2")
        );
        assert!(parse("[leptos\n", &[]).unwrap_err().contains("line 1"));
    }

    #[test]
    fn the_environment_wins() {
        let text = "[leptos]\nsite-addr = \"127.0.0.1:3000\"\n[actions]\nbody-limit = \"1 KiB\"\n";
        let settings = parse(
            text,
            &[("LEPTOS_SITE_ADDR", "127.0.0.1:4000"), ("ACTIONS_BODY_LIMIT", "2 KiB")],
        )
        .unwrap();
        assert_eq!(settings.leptos.site_addr.port(), 4000);
        assert_eq!(settings.actions.body_limit, 2048);
        assert!(settings.actions.origins.is_empty());
        let settings = parse(text, &[("ACTIONS_ORIGINS", "https://a.example, https://b.example")]).unwrap();
        assert_eq!(settings.actions.origins, ["https://a.example", "https://b.example"]);
    }

    #[test]
    fn a_bad_variable_is_named() {
        let error = parse("", &[("ACTIONS_BODY_LIMIT", "lots")]).unwrap_err();
        assert!(error.starts_with("ACTIONS_BODY_LIMIT: "), "{error}");
        let error = parse("", &[("ACTIONS_BODY_LIMITS", "1 KiB")]).unwrap_err();
        assert!(error.starts_with("ACTIONS_BODY_LIMITS: "), "{error}");
    }
}
