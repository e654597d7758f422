import ArgumentParser
import Curation

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a pipeline: read its sources, judge, export.",
    discussion: """
      What was done before is not done again: a finished run with the same input and options is taken \
      as it is, an interrupted one goes on at its last committed batch.

      An export without a row leaves no folder, for nothing could load it; what an earlier run wrote \
      there is removed. If the sources hold pairs, the run then ends with 1 and says on standard error \
      what removed them.

        winnow run pipelines/quickstart.yaml
        winnow run pipelines/quickstart.yaml --limit 1000 --set store=../out/trial.sqlite
      """)

  @OptionGroup var pipeline: PipelineArguments
  @OptionGroup var work: WorkArguments

  @Flag(
    help: "Ask no model endpoint: every answer must be in the store, from an earlier run.")
  var offline = false

  func run() throws {
    try explained {
      var resources = work.resources
      resources.isOffline = offline
      let report = try Curation.run(pipeline.request, resources)
      try work.show(report)
    }
  }
}
