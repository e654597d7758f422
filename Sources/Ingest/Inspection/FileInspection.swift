internal import Foundation
package import Records

/// Looks into a file of any kind that is read: what it is packed in, how its records lie, the first ones, their format.
package struct FileInspection: Sendable {
  /// A file, or a member of an archive.
  package struct Member: Sendable {
    package var info: MemberInfo
    /// How its records lie; `nil` where there are none.
    package var shape: RecordShape?
    /// Names of fields, of the first records, with what they hold.
    package var fields: [(name: String, kind: String)] = []
    /// The format that `auto` takes and why; or what it says instead.
    package var format: Result<String, WinnowError>
    /// Records that could not be read among the first ones.
    package var refused = 0
    /// Why the member could be read only so far.
    package var problem: WinnowError?
  }

  package let path: String

  package init(path: String) { self.path = path }

  /// Members that are looked at.
  package static let mostMembers = 50

  /// The members in their order, at most `mostMembers`, and how many more there are.
  ///
  /// - Throws: where the file cannot be opened.
  package func members() throws(WinnowError) -> (
    members: [Member], more: Int, passedOver: [String: Int]
  ) {
    let opening = PartOpening(path: path, uri: path, scratch: NSTemporaryDirectory())
    let container = try opening.open()
    var found: [Member] = []
    var more = 0
    while true {
      do throws(ContainerError) {
        guard let info = try container.nextMember() else { break }
        if found.count == Self.mostMembers {
          more += 1
        } else {
          found.append(look(info, container, opening))
        }
      } catch {
        let problem = opening.explain(error)
        guard error.member != nil else {
          if found.isEmpty { throw problem }
          found[found.count - 1].problem = found[found.count - 1].problem ?? problem
          break
        }
        found.append(
          Member(
            info: MemberInfo(name: error.member ?? "", index: found.count),
            format: .failure(problem), problem: problem))
      }
    }
    return (found, more, container.passedOver)
  }

  private func look(
    _ info: MemberInfo, _ container: ContainerReader, _ opening: PartOpening
  ) -> Member {
    let reader = opening.records(of: info, in: container)
    var member = Member(info: info, format: .success(""))
    do throws(ContainerError) {
      let detection = try FormatDetection.look(at: reader)
      member.fields = detection.fields.map { ($0.name, $0.kind.word) }
      member.refused = detection.refusedCount
      do throws(WinnowError) {
        let (format, why) = try detection.decide(on: info.name.isEmpty ? path : info.name)
        member.format = .success("`\(format.name)`: \(why)")
      } catch {
        member.format = .failure(error)
      }
    } catch {
      let problem = opening.explain(error)
      member.problem = problem
      member.format = .failure(problem)
    }
    member.shape = reader.shape
    return member
  }
}
