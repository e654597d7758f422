import ArgumentParser
import Curation
import Foundation

/// The command line: one file per subcommand, no logic.
@main
struct Winnow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "winnow",
    abstract: "Curate preference data for aligning language models.",
    discussion: """
      One file, a pipeline, says what happens; one SQLite file, the store, remembers everything that \
      happened; the output is what a trainer loads.

        winnow run pipelines/quickstart.yaml
      """,
    version: Curation.version,
    subcommands: [
      Run.self, Plan.self, Ingest.self, Stages.self, Status.self, Why.self, Tree.self,
      Inspect.self, Audit.self,
      Certify.self, Evaluate.self, Synth.self, Doctor.self, Docs.self,
    ]
  )

  static func main() {
    Signals.prepare()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      Foundation.exit(code.rawValue)
    } catch let error as CommandFailure {
      Terminal.error(error.description)
      Foundation.exit(error.exitStatus)
    } catch {
      let code = exitCode(for: error)
      let text = fullMessage(for: error)
      guard code != .success else {
        print(text)
        Foundation.exit(0)
      }
      if !text.isEmpty { Terminal.error(text) }
      // Everything ArgumentParser refuses is a wrong command.
      Foundation.exit(2)
    }
  }
}
