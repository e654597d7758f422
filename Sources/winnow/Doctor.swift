import ArgumentParser
import Curation

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what this machine has, and whether anything is missing.",
    discussion: """
      Ends with status 1 if something is missing that a run needs.

        winnow doctor
        winnow doctor pipelines/quickstart.yaml
      """)

  @Argument(help: "A store or pipeline file whose folder is looked at; default the current folder.")
  var location: String?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    try explained {
      let found = try Curation.doctor(location)
      print(json ? found.json : found.text)
      if !found.isReady {
        throw CommandFailure(
          description: "error[not-ready]: something is missing that a run needs", exitStatus: 1)
      }
    }
  }
}
