internal import Endpoints
internal import Records
internal import Store

extension EndpointClient {
  /// Asks a chat model `count` questions, equal ones once.
  ///
  /// Questions are made as they are asked: many long ones together would not fit. What is kept of a question that is met
  /// twice is one answer.
  ///
  /// - Parameter question: gives words, and which answer to them is wanted.
  /// - Returns: as many answers, in their order; `nil` where offline not all of them are kept. And what it came to.
  func askOnce(
    _ exchange: ChatExchange, _ count: Int, _ question: (Int) -> (words: String, sample: Int)
  ) throws(WinnowError) -> (
    answers: [Result<ChatExchange.Answer, AnswerFailure>]?, tally: EndpointTally
  ) {
    var places: [Int] = []
    var known: [PublicID: Int] = [:]
    var answers: [Result<ChatExchange.Answer, AnswerFailure>] = []
    let tally = try ask(
      exchange, goesOn: true,
      next: {
        while places.count < count {
          let (words, sample) = question(places.count)
          var digest = DigestBuilder("winnow question 1")
          digest.add(words)
          digest.add(sample)
          let id = digest.finish()
          if let place = known[id] {
            places.append(place)
          } else {
            places.append(known.count)
            known[id] = known.count
            return ChatExchange.Question([.user(words)], sample: sample)
          }
        }
        return nil
      }, consume: { _, answer in answers.append(answer) })
    return (tally.missing > 0 ? nil : places.map { answers[$0] }, tally)
  }
}
