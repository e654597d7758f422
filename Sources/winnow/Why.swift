import ArgumentParser
import Curation

struct Why: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell where a pair came from, what was said of it, and what became of it.",
    discussion: """
      The query is a public id (of a pair, prompt, response or record) or its first 4 or more digits; a \
      place, MEMBER:LINE or MEMBER#RECORD; or a piece of a prompt or response, letter by letter.

        winnow why --store hh.sqlite 3f9a
        winnow why --store hh.sqlite hh.jsonl:17
        winnow why --pipeline pipelines/quickstart.yaml 'capital of France'
      """)

  @Option(help: "The store.") var store: String?
  @Option(
    help: "A pipeline file, whose store is meant.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String?
  @Option(help: "How many pairs are told of.") var limit = 10
  @Flag(help: "Print JSON.") var json = false
  @Argument(help: "An id, a place, or a piece of text.") var query: String

  func validate() throws {
    if (store == nil) == (pipeline == nil) {
      throw ValidationError("give either `--store` or `--pipeline`")
    }
    if limit < 1 { throw ValidationError("`--limit` must be at least 1: \(limit)") }
  }

  func run() throws {
    try explained {
      let found = try Curation.why(
        WhyRequest(query: query, location: store ?? pipeline ?? "", limit: limit))
      print(json ? found.json : found.text)
    }
  }
}
