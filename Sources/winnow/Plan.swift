import ArgumentParser
import Curation

struct Plan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a run would do, and why; nothing is run.",
    discussion: """
        winnow plan pipelines/quickstart.yaml
      """)

  @OptionGroup var pipeline: PipelineArguments
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    try explained {
      let plan = try Curation.plan(pipeline.request)
      print(json ? plan.json : plan.text)
    }
  }
}
