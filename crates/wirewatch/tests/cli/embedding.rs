//! An embedding model, as it is named on the command line and in the configuration.

use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::static_model::{self, Telling};

use crate::{run, write};

/// A folder with a model in `model`, and `articles.jsonl`, the last two of which are one event in two languages.
fn folder() -> TempDir {
    let directory = TempDir::new().unwrap();
    let (model, tellings) = static_model::bilingual(40);
    std::fs::create_dir(directory.path().join("model")).unwrap();
    model.write(&directory.path().join("model")).unwrap();
    let line = |(number, Telling { language, title, text }): (usize, Telling)| {
        json!({"id": number.to_string(), "language": language, "title": title, "text": text}).to_string()
            + "\n"
    };
    let lines: String = tellings.into_iter().enumerate().map(line).collect();
    write(directory.path(), "articles.jsonl", lines);
    directory
}

#[test]
fn one_event_in_two_languages_is_one_story_with_a_model() {
    let directory = folder();
    let last = |arguments: &[&str]| -> (Value, String) {
        let ran = run(
            directory.path(),
            &[&["try", "stories", "--explain"], arguments, &["articles.jsonl"]].concat(),
        );
        assert_eq!(ran.code, 0, "{}", ran.err);
        let last = ran.json().pop().unwrap();
        (last["story"].clone(), last["why"].to_string())
    };
    let (story, why) = last(&["--embedding", "model"]);
    assert_eq!(story, "80", "{why}");
    assert!(why.contains("near by the model: "), "{why}");
    let (story, why) = last(&[]);
    assert_eq!(story, "81", "{why}");
    assert!(!why.contains("by the model"), "{why}");
}

#[test]
fn a_model_that_cannot_be_used_is_said_where_it_is_named() {
    let directory = folder();
    write(directory.path(), "c.toml", "[stories]\nembedding = \"model\"\n");
    let ran = run(directory.path(), &["check", "--config", "c.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);

    write(&directory.path().join("model"), "model.safetensors", [9; 4]);
    let ran = run(directory.path(), &["check", "--config", "c.toml"]);
    assert_eq!(ran.code, 1);
    let expected = "c.toml: stories.embedding: model/model.safetensors: is damaged, it ends too early: copy it again\n\
                    c.toml cannot be used: 1 error\n";
    assert!(ran.out.ends_with(expected), "{}", ran.out);
    let ran = run(directory.path(), &["run", "--config", "c.toml"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("stories.embedding: model/model.safetensors: is damaged"), "{}", ran.err);
    let ran = run(directory.path(), &["try", "stories", "--embedding", "nowhere", "articles.jsonl"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("--embedding: nowhere/tokenizer.json: there is no such file"), "{}", ran.err);
}
