//! One question and its answer, wherever redirects lead, those that are written as pages included.

use outbound::{Client, Error, Gate, GateFuture, Get, HeaderName, HeaderValue, Response, header};
use url::Url;

use crate::context::Context;
use crate::gate::Chain;
use crate::plan::Plan;

/// The status of a redirect that is for now, which one that a page makes is.
const FOUND: u16 = 302;

/// Headers of a request.
pub(crate) type Headers = [(HeaderName, HeaderValue)];

/// Asks for `url`; where the answer is a page that only leads on to another, that is asked for in its stead, once. `headers` are those for
/// the address that is asked, `at` those for one address alone.
pub(crate) async fn get(
    context: &Context,
    plan: &Plan,
    client: &Client,
    url: &Url,
    headers: impl Fn(&Url) -> Vec<(HeaderName, HeaderValue)>,
    at: Option<(&str, &Headers)>,
    chain: &Chain<'_>,
) -> Result<Response, Error> {
    let ask = async |url: &Url| {
        let opens = |to| -> GateFuture<'_> { chain.opens(to) };
        let headers = headers(url);
        let get = Get {
            headers: &headers,
            gate: Some(Gate::new(&opens)),
            at,
            max_body: plan.fetch.max_body,
            timeout: plan.fetch.timeout,
            ..Get::new(url)
        };
        client.get(get).await
    };
    let page = ask(url).await?;
    let Some(to) = leads_on(context, &page).await else { return Ok(page) };
    if !chain.opens(to.clone()).await {
        return Err(Error::Barred { host: to.host_str().unwrap_or_default().to_owned() });
    }
    let response = ask(&to).await?;
    let redirects = page.redirects.into_iter().chain([(FOUND, to)]).chain(response.redirects).collect();
    Ok(Response { redirects, ..response })
}

/// Where an answer leads on to that is a page and nothing else.
async fn leads_on(context: &Context, response: &Response) -> Option<Url> {
    if !(200..=299).contains(&response.status) || response.body.len() > parse::REFRESH_BYTES_MAX {
        return None;
    }
    let (body, at) = (response.body.clone(), response.url.clone());
    let content_type = response.header(header::CONTENT_TYPE).map(str::to_owned);
    let read = context.compute(move || parse::refresh(&body, content_type.as_deref(), &at)).await;
    // Whoever reads the document says that it cannot be read.
    read.ok().flatten()
}
