import ArgumentParser
import Curation

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a store holds and how far its runs have come.",
    discussion: """
      Also while another process writes the store.

        winnow status hh.sqlite
        winnow status pipelines/quickstart.yaml
      """)

  @Argument(help: "A store, or a pipeline file, whose store is meant.") var location: String
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    try explained {
      let status = try Curation.status(location)
      print(json ? status.json : status.text)
    }
  }
}
