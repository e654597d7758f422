import Testing

@testable import Scoring

@Suite struct LanguageTests {
  @Test(arguments: [
    ("The cat sat on the mat and it was warm, so it did not want to move.", Language.english),
    ("Die Katze lag auf der Matte, und weil es warm war, wollte sie nicht weg.", .german),
    ("Le chat est sur le tapis et il ne veut pas bouger parce que la maison est froide.", .french),
    ("El gato está en la alfombra y no quiere moverse porque la casa es fría.", .spanish),
    ("Il gatto è sul tappeto e non vuole muoversi perché la casa è fredda.", .italian),
    (
      "O gato está no tapete e não quer sair porque a casa é fria, mas ele não se importa.",
      .portuguese
    ),
    ("De kat ligt op de mat en wil niet weg omdat het huis koud is, maar het is niet erg.", .dutch),
    ("", nil), ("12 + 30 = 42", nil), ("Zażółć gęślą jaźń, proszę bardzo dziękuję", nil),
    ("猫はマットの上にいます", nil),
  ])
  func `frequent words tell the language, or nothing does`(text: String, language: Language?) {
    #expect(Language.guess(Array(text.utf8).span) == language)
  }
}
