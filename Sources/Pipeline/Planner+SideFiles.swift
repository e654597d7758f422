internal import Records
internal import Store

// Files that stages read besides the sources.
extension Planner {
  /// The side files of a stage with their digests.
  func sideFiles(
    of stage: any Stage, at use: PipelineFile.Stage, _ cache: Store?
  ) throws(WinnowError) -> [RunPlan.PlannedFile] {
    do throws(WinnowError) {
      return try stage.sideFiles().map { (file) throws(WinnowError) in
        RunPlan.PlannedFile(
          path: file.path, name: file.name, digest: try FileDigest.of(file.path, cache: cache))
      }
    } catch {
      var error = error
      error.mark = error.mark ?? use.mark
      throw error
    }
  }
}

extension RunPlan.StageContext {
  /// What a run's key says of the files; nothing where there are none.
  var fileMembers: [ConfigValue.Member] {
    guard !files.isEmpty else { return [] }
    let list = files.map { file in
      ConfigValue.object([
        .init("name", .string(file.name)), .init("sha256", .string(file.digest.sha256)),
      ])
    }
    return [.init("files", .list(list))]
  }
}
