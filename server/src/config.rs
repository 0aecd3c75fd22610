//! `Leptos.toml`.

use std::path::PathBuf;

use app::password::Cost;
use leptos::config::{Env, LeptosOptions, ReloadWSProtocol};
use leptos_actions::{Settings, StartError, server::config::Environment};
use serde::Deserialize;

/// The shop's own section, `[app]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    /// The SQLite file. Default: `data/bookshop.sqlite`.
    pub database: Option<PathBuf>,
    /// The folder of the files that members sent. Default: `files` beside the database.
    pub files: Option<PathBuf>,
    /// What hashing a password takes, in KiB. Default: 19456.
    pub password_memory: Option<u32>,
    /// How often it goes over that. Default: 2.
    pub password_rounds: Option<u32>,
}

/// Reads the settings from the folder that the server is started in.
pub fn load() -> Result<Settings<Section>, StartError> {
    Settings::load("Leptos.toml")
}

/// What the shop reads from its settings.
pub trait Shop {
    /// The SQLite file.
    fn database(&self) -> PathBuf;
    /// The folder of the files that members sent.
    fn files(&self) -> PathBuf;
    /// What hashing a password costs.
    fn password_cost(&self) -> Cost;
    /// The settings as Leptos takes them.
    fn leptos_options(&self) -> LeptosOptions;
}

impl Shop for Settings<Section> {
    fn database(&self) -> PathBuf {
        let database = self.app.as_ref().and_then(|section| section.database.clone());
        database.unwrap_or_else(|| "data/bookshop.sqlite".into())
    }

    fn files(&self) -> PathBuf {
        let files = self.app.as_ref().and_then(|section| section.files.clone());
        files.unwrap_or_else(|| self.database().with_file_name("files"))
    }

    fn password_cost(&self) -> Cost {
        let (section, usual) = (self.app.as_ref(), Cost::default());
        Cost {
            memory: section
                .and_then(|section| section.password_memory)
                .unwrap_or(usual.memory),
            rounds: section
                .and_then(|section| section.password_rounds)
                .unwrap_or(usual.rounds),
        }
    }

    fn leptos_options(&self) -> LeptosOptions {
        let site = &self.leptos;
        LeptosOptions::builder()
            .output_name(site.output_name.clone())
            .site_root(site.site_root.clone())
            .site_pkg_dir(site.site_pkg_dir.clone())
            .site_addr(site.site_addr)
            .reload_port(site.reload_port)
            .reload_ws_protocol(ReloadWSProtocol::WS)
            .env(if site.env == Environment::Prod {
                Env::PROD
            } else {
                Env::DEV
            })
            .hash_files(site.hash_files)
            .build()
    }
}
