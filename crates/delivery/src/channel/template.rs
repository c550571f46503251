//! A body of the user's own making: a Jinja template over the event, bounded in steps and in output.

use std::io::{self, Write};

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use model::Template;

use super::RenderError;

/// The most steps of a template; an alert with everything in it takes a few thousand.
const FUEL: u64 = 200_000;

/// The most bytes that a template may make.
const MAX_OUTPUT: usize = 256 * 1024;

/// Renders the template over `type`, `timestamp`, `data` and the delivery's `id`. Values are escaped as the media type asks:
/// in JSON each is written as JSON, its quotes included; in HTML and XML its marks are entities. A name that does not exist
/// is an error, because what stays empty is noticed too late.
pub(super) fn render(template: &Template, id: &str, event: &str) -> Result<String, RenderError> {
    let event: serde_json::Value = serde_json::from_str(event).map_err(RenderError::event)?;
    let is_json = template.content_type.contains("json");
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    let content_type = template.content_type.clone();
    environment.set_auto_escape_callback(move |_| escape(&content_type));
    let parsed = environment.template_from_str(&template.source).map_err(failed)?;
    let values = context! { id, ..Value::from(Serde(&event)) };
    let mut output = Capped(Vec::new());
    parsed.render_captured_to(values, &mut output).map_err(failed)?;
    let output = String::from_utf8(output.0).map_err(|error| RenderError::Template(error.to_string()))?;
    if is_json && let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&output) {
        return Err(RenderError::Template(format!("what it makes is not JSON: {error}")));
    }
    Ok(output)
}

fn escape(content_type: &str) -> AutoEscape {
    if content_type.contains("json") {
        AutoEscape::Json
    } else if content_type.contains("html") || content_type.contains("xml") {
        AutoEscape::Html
    } else {
        AutoEscape::None
    }
}

fn failed(error: minijinja::Error) -> RenderError {
    // Its own words name the line; a cause beneath, as of the output's cap, is not among them.
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
    RenderError::Template(format!("{error}{}", cause.unwrap_or_default()))
}

/// Takes so many bytes and no more.
struct Capped(Vec<u8>);

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAX_OUTPUT {
            return Err(io::Error::other(format!("it makes more than {MAX_OUTPUT} bytes")));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{event, sample};

    fn check(content_type: &str, source: &str, expected: Result<&str, &str>) {
        let template = Template { source: source.to_owned(), content_type: content_type.to_owned() };
        let mut alert = sample::alert();
        alert.story.title = "Fire & \"smoke\"".to_owned();
        let got = render(&template, "msg_1", &event(&alert, "alert_12"));
        match (got, expected) {
            (Ok(got), Ok(expected)) => assert_eq!(got, expected),
            (Err(error), Err(why)) => assert!(error.to_string().contains(why), "{source}: {error}"),
            (got, _) => panic!("{source}: {got:?}"),
        }
    }

    #[test]
    fn values_are_escaped_as_the_media_type_asks() {
        check("text/plain", "{{ data.story.title }} ({{ id }})", Ok("Fire & \"smoke\" (msg_1)"));
        check("text/html", "<b>{{ data.story.title }}</b>", Ok("<b>Fire &amp; &quot;smoke&quot;</b>"));
        check(
            "application/json",
            r#"{"text": {{ "New: " ~ data.story.title }}, "n": {{ data.sequence }}}"#,
            Ok(r#"{"text": "New: Fire & \"smoke\"", "n": 7}"#),
        );
        check(
            "text/plain",
            "{% for mention in data.mentions %}{{ mention.watch }}{% if not loop.last %}, {% endif %}{% endfor %}",
            Ok("Norvik Power, Aster turbines"),
        );
    }

    #[test]
    fn what_goes_wrong_is_told() {
        check("text/plain", "{{ data.story.titel }}", Err("undefined"));
        check("text/plain", "{{ data.story.title", Err("unexpected end of input"));
        check("text/plain", "{% include 'other' %}", Err("include"));
        check("application/json", r#"{"text": "{{ data.story.title }}"}"#, Err("what it makes is not JSON"));
        check(
            "text/plain",
            "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
            Err("fuel"),
        );
        check(
            "text/plain",
            "{% for a in range(9000) %}{{ data.story.title * 3 }}{% endfor %}",
            Err("more than 262144 bytes"),
        );
    }
}
