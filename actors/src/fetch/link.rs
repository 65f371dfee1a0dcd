//! An address that answers with another one, where the recording itself is. It leads only to a host that the source names.

use reqwest::Url;

use super::Trouble;
use super::address::web_address;
use super::answer::Answer;
use super::web::Web;

impl Web<'_> {
    /// Where the recording is: what the server answers at `url` has the address at a JSON pointer, whole or relative to `url`.
    pub async fn link(&self, url: &Url, pointer: &str) -> Result<Url, Trouble> {
        let response = self.ask(url, None).await?;
        if response.status() != 200 {
            return Err(self.refused(response).await);
        }
        let answer = Answer::read(response).await?;
        let said = answer.text(pointer);
        let said = said.ok_or_else(|| answer.lacks(pointer, &[self.token.unwrap_or_default()]))?;
        let link = url.join(said).ok().and_then(|link| web_address(link.as_str()));
        let link =
            link.ok_or_else(|| Trouble::again("bad_answer", format!("what stands at {pointer} is no address")))?;
        if !self.told.allows(&link) {
            let host = link.host_str().unwrap_or_default();
            let detail = format!("the answer leads to {host}, which the source does not name as a host of recordings");
            return Err(Trouble::never("host_not_configured", detail));
        }
        Ok(link)
    }
}
