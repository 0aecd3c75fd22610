//! Passwords: how they are kept, and what guessing them costs.
//!
//! 1. A password is kept as its argon2id hash, with a salt of its own. The cost is what OWASP recommends, unless
//!    `Leptos.toml` says otherwise; each hash says its own.
//! 2. Hashes are computed a few at a time, beside the threads that answer. Behind them a few callers wait; whoever comes
//!    then is told "not just now", so that a flood of guesses costs no more than that.
//! 3. An address that nobody has costs the same work as a wrong password: what was given is hashed, and thrown away.

use std::{sync::Arc, thread::available_parallelism};

use argon2::{
    Argon2, Params,
    password_hash::{Error, PasswordHasher, PasswordVerifier},
};
use leptos_actions::{CallError, CallResult, Secret};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// How many callers wait at most, those being served among them.
const PLACES: usize = 64;

/// What one hash costs.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// In KiB.
    pub memory: u32,
    pub rounds: u32,
}

impl Default for Cost {
    fn default() -> Self {
        Self {
            memory: 19 * 1024,
            rounds: 2,
        }
    }
}

/// Hashes and verifies. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    places: Arc<Semaphore>,
    workers: Arc<Semaphore>,
}

impl Passwords {
    /// # Errors
    /// When argon2 cannot be computed at this cost.
    pub fn new(cost: Cost) -> Result<Self, Error> {
        let argon2 = Argon2::from(Params::new(cost.memory, cost.rounds, 1, None)?);
        // One core is left to everybody else.
        let workers = available_parallelism().map_or(1, |cores| (cores.get() - 1).max(1));
        Ok(Self {
            argon2,
            places: Arc::new(Semaphore::new(PLACES)),
            workers: Arc::new(Semaphore::new(workers)),
        })
    }

    /// The hash of a new password.
    pub async fn hash(&self, password: Secret<String>) -> CallResult<String> {
        let hash = move |argon2: &Argon2<'_>| argon2.hash_password(password.expose().as_bytes());
        Ok(self.work(hash).await??.to_string())
    }

    /// Whether it is the password of this hash. Without one it is not, after the same work.
    pub async fn verify(&self, password: Secret<String>, hash: Option<String>) -> CallResult<bool> {
        let Some(hash) = hash else {
            self.hash(password).await?;
            return Ok(false);
        };
        let verify = move |argon2: &Argon2<'_>| argon2.verify_password(password.expose().as_bytes(), hash.as_str());
        match self.work(verify).await? {
            Ok(()) => Ok(true),
            Err(Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(error)?,
        }
    }

    async fn work<T: Send + 'static>(&self, job: impl FnOnce(&Argon2<'_>) -> T + Send + 'static) -> CallResult<T> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| CallError::Unavailable)?;
        let worker = Arc::clone(&self.workers).acquire_owned().await?;
        let argon2 = self.argon2.clone();
        // Both are held until the work is done, also when its caller has gone.
        Ok(spawn_blocking(move || {
            let done = job(&argon2);
            drop((worker, place));
            done
        })
        .await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.into())
    }

    fn passwords() -> Passwords {
        Passwords::new(Cost { memory: 8, rounds: 1 }).unwrap()
    }

    #[tokio::test]
    async fn a_password_is_verified_to_the_letter() {
        let passwords = passwords();
        let hash = passwords.hash(secret(" Žluťoučký kůň 🐎 ")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        for (password, fits) in [
            (" Žluťoučký kůň 🐎 ", true),
            ("Žluťoučký kůň 🐎", false),
            (" žluťoučký kůň 🐎 ", false),
            ("", false),
        ] {
            let verified = passwords.verify(secret(password), Some(hash.clone())).await.unwrap();
            assert_eq!(verified, fits, "{password:?}");
        }
        assert_ne!(passwords.hash(secret(" Žluťoučký kůň 🐎 ")).await.unwrap(), hash);
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        for password in ["", "a long password"] {
            assert!(!passwords().verify(secret(password), None).await.unwrap());
        }
    }

    #[tokio::test]
    async fn a_hash_that_is_none_is_an_error_and_no_refusal() {
        let verified = passwords().verify(secret("x"), Some("plain".into())).await;
        assert_eq!(verified.unwrap_err().status(), 500);
    }

    #[test]
    fn the_cost_is_what_owasp_recommends_at_least() {
        let Cost { memory, rounds } = Cost::default();
        assert!(memory >= 19 * 1024 && rounds >= 2);
    }

    #[tokio::test]
    async fn a_flood_is_told_to_wait() {
        let passwords = passwords();
        let all = passwords.workers.available_permits();
        let busy = Arc::clone(&passwords.workers)
            .acquire_many_owned(all.try_into().unwrap())
            .await
            .unwrap();
        let waiting: Vec<_> = (0..PLACES)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.hash(secret("a long password")).await })
            })
            .collect();
        while passwords.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = passwords.hash(secret("a long password")).await;
        assert_eq!(refused.unwrap_err(), CallError::Unavailable);
        drop(busy);
        for done in waiting {
            done.await.unwrap().unwrap();
        }
        assert_eq!(passwords.places.available_permits(), PLACES);
    }
}
