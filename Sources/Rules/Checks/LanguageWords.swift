/// The most frequent words, and the letters of their own, of languages that share a script.
enum LanguageWords {
  /// Codes of the languages of `script` whose frequent words hold `word`.
  static func languages(of word: String, script: String) -> [String] {
    table[script]?[word] ?? []
  }

  /// Points for letters that only one language of the script, or few, have.
  static func letterScores(_ text: ScalarText, script: String) -> [String: Int] {
    guard let letters = letters[script] else { return [:] }
    var scores: [String: Int] = [:]
    for scalar in text.folded where scalar.value >= 0x80 {
      for code in letters[scalar] ?? [] { scores[code, default: 0] += 1 }
    }
    return scores
  }

  private static let table: [String: [String: [String]]] = words.mapValues { languages in
    var table: [String: [String]] = [:]
    for (code, list) in languages {
      for word in list.split(separator: " ") { table[String(word), default: []].append(code) }
    }
    return table
  }

  private static let letters: [String: [Unicode.Scalar: [String]]] = [
    "latin": [
      "ß": ["de"], "ñ": ["es"], "¿": ["es"], "ã": ["pt"], "õ": ["pt"], "ł": ["pl"], "ś": ["pl"],
      "ż": ["pl"], "ź": ["pl"], "ę": ["pl"], "ą": ["pl"], "ń": ["pl"], "ơ": ["vi"], "ư": ["vi"],
      "đ": ["vi"], "ạ": ["vi"], "ả": ["vi"], "ấ": ["vi"], "ế": ["vi"], "ộ": ["vi"], "ờ": ["vi"],
      "ệ": ["vi"], "ữ": ["vi"], "ị": ["vi"], "ố": ["vi"], "ớ": ["vi"], "ề": ["vi"], "ậ": ["vi"],
      "ř": ["cs"], "ě": ["cs"], "ů": ["cs"], "ğ": ["tr"], "ı": ["tr"], "ş": ["tr"], "ő": ["hu"],
      "ű": ["hu"], "ă": ["ro"], "ț": ["ro"], "ș": ["ro"], "å": ["sv", "da", "no"],
      "æ": ["da", "no"],
      "ø": ["da", "no"],
    ],
    "cyrillic": [
      "ы": ["ru"], "э": ["ru"], "ё": ["ru"], "і": ["uk"], "ї": ["uk"], "є": ["uk"], "ґ": ["uk"],
      "ъ": ["bg"],
    ],
    "arabic": [
      "پ": ["fa", "ur"], "چ": ["fa", "ur"], "ژ": ["fa"], "گ": ["fa", "ur"], "ی": ["fa", "ur"],
      "ک": ["fa", "ur"], "ٹ": ["ur"], "ڈ": ["ur"], "ڑ": ["ur"], "ے": ["ur"], "ں": ["ur"],
      "ہ": ["ur"],
      "ھ": ["ur"], "ة": ["ar"], "ي": ["ar"], "ك": ["ar"], "ى": ["ar"], "أ": ["ar"], "إ": ["ar"],
    ],
  ]

  private static let words: [String: [(String, String)]] = [
    "latin": [
      (
        "en",
        """
        the of and a to in is you that it he was for on are as with his they i at be this have \
        from or one had by but not what all were we when your can said there use an each which \
        she do how their if will up other about out many then them these so some her would make \
        like him into has my no our me am it's don't more who its
        """
      ),
      (
        "es",
        """
        de la que el en y a los se del las un por con no una su para es al lo como más o pero \
        sus le ha me si sin sobre este ya entre cuando todo esta ser son también fue había muy \
        hasta desde está mi tu eres yo nos
        """
      ),
      (
        "pt",
        """
        de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao \
        ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso \
        ela entre era depois sem mesmo aos seus você meu nós
        """
      ),
      (
        "fr",
        """
        de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il \
        sont la avec son ses mais comme ou si leur nous vous je elle cette aux être fait été ont \
        c'est l d qu n s j tu ma mon à
        """
      ),
      (
        "de",
        """
        der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es \
        an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen \
        so zum war haben nur oder aber vor zur bis mehr durch man ich du wir ihr mein dein
        """
      ),
      (
        "it",
        """
        di e il la che in a per un è del non una con i da le si dei al come della nel più alla \
        sono delle gli ma lo ha ci se o anche questo mi io tu noi suo sua dal ed essere loro ai \
        degli
        """
      ),
      (
        "nl",
        """
        de van het een en in is dat op te zijn met voor niet aan er om ook als dan maar bij of \
        uit nog naar heeft hij ze wat kan ik je deze wordt
        """
      ),
      (
        "pl",
        """
        w i na z do się nie że jest to o jak po co dla od przez przy są ale tak za być może tego \
        który jego już tylko ich oraz tym czy a jako pan ja ty my
        """
      ),
      (
        "vi",
        """
        và của là có cho không được một trong các người những với để này khi đã từ thì ở đến về \
        như cũng tôi bạn nhiều mà nó sẽ hay
        """
      ),
      (
        "sw",
        """
        ya na wa kwa ni katika za la kuwa hii cha yake kama ili au hiyo sana lakini pia watu \
        yangu wako kila vya mimi wewe huo huu hivyo baada
        """
      ),
      (
        "fi",
        """
        ja on ei se että oli hän mutta ovat kun niin olla myös tai jos mitä kuin voi sen joka ne \
        minä sinä siitä jotka tämä sitten nyt kanssa ole
        """
      ),
      (
        "sv",
        """
        och i att det som en på är av för med den till inte har de ett om var jag vi du kan men \
        så från eller när ska
        """
      ),
      (
        "da",
        """
        og i at det er en til på som af med for den ikke der har de et vi jeg du kan men fra \
        eller være skal blev
        """
      ),
      (
        "no",
        """
        og i det er til på som en av for med at den ikke har de et jeg vi du kan men fra eller \
        være skal ble
        """
      ),
      (
        "tr",
        """
        bir ve bu da de için ile çok ne gibi daha olarak var ben sen o olan kadar ama en mi her \
        sonra değil
        """
      ),
      (
        "ro",
        """
        de și în a la cu pe care că este nu un o să din mai pentru sunt se au ce dar sau prin ca \
        fi lui
        """
      ),
      (
        "cs",
        """
        a je se v na že to s o z do i pro ve jako jsem by ale za jeho jsou co tak už které po od
        """
      ),
      (
        "hu",
        """
        a az és hogy nem is egy van ez meg de csak volt ha már mint lehet aki kell még el vagy
        """
      ),
      (
        "id",
        """
        yang dan di untuk dengan ini dari pada tidak itu dalam akan adalah ke saya anda kami \
        atau juga bisa karena oleh
        """
      ),
    ],
    "cyrillic": [
      (
        "ru",
        """
        и в не на я что он с как это по но они мы а его к она так у из за все от же для вы бы \
        есть был или только быть мой если когда
        """
      ),
      (
        "bg",
        """
        и в на да се за с не от е са по това че как като ще до което който но или тя той ги му \
        си а съм сме те бъде много при след
        """
      ),
      (
        "uk",
        """
        і в не на я що він з як це та до у про але вони ми його вона так за від для ви є був або \
        тільки бути якщо коли й
        """
      ),
    ],
    "arabic": [
      (
        "ar",
        """
        في من على إلى أن هذا التي الذي هو هي عن مع كان لا ما أو و كل ذلك هذه بعد لم قد يمكن
        """
      ),
      (
        "fa",
        """
        و در به از که این را با است برای آن یک خود تا می ما شما من او هم بر نیز ها باید اگر
        """
      ),
      ("ur", "کے میں کی ہے اور سے کا کو پر نے ہیں یہ اس کہ ایک بھی نہیں تھا ہو آپ وہ جو تو"),
    ],
    "devanagari": [
      (
        "hi",
        """
        के में है की और से का को पर यह हैं ने एक भी नहीं कि इस हो था जो लिए आप वह तो कर अपने
        """
      ),
      (
        "mr",
        """
        आहे आणि या च्या मध्ये हे एक तर ही का होते आहेत करून नाही तो ते असे मी तुम्ही साठी किंवा
        """
      ),
      (
        "ne",
        """
        छ र को मा छन् हो यो पनि गर्न लागि भने एक लाई तपाईं हुन्छ थियो गर्ने म हामी छैन भएको
        """
      ),
    ],
  ]
}
