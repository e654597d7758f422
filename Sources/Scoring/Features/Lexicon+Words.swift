extension Lexicon {
  /// Words and phrases by class. Written as text, read with the tokeniser of the features: `can't` is the
  /// words `can` and `t`.
  static let lists: [(WordClass, String)] = [
    (
      .english,
      """
      the,of,and,to,a,in,is,that,it,was,for,on,are,as,with,his,they,at,be,this,from,have,or,by,had,not,but,\
      what,all,were,when,we,there,can,an,your,which,their,if,do,will,how,about,them,then,these,so,some,\
      would,other,into,has,more,her,him,could,been,who,its,than,did,you,i,he,she,my,me,our,us
      """
    ),
    (
      .german,
      """
      der,die,und,den,von,zu,das,mit,sich,des,auf,für,ist,im,dem,nicht,ein,eine,als,auch,es,werden,aus,hat,\
      dass,sie,nach,wird,bei,einer,um,am,sind,noch,wie,einem,über,einen,so,zum,haben,nur,oder,aber,vor,zur,\
      bis,mehr,durch,man,sein,wurde,sei,ich,wir,kann,wenn,was
      """
    ),
    (
      .french,
      """
      le,la,les,de,des,du,et,à,un,une,en,que,qui,est,dans,pour,pas,par,sur,plus,ne,se,ce,au,avec,son,il,\
      sont,ou,mais,comme,vous,nous,cette,être,aux,ses,elle,je,tout,fait,peut,si,leur,sans,entre,ces
      """
    ),
    (
      .spanish,
      """
      de,la,que,el,en,y,los,del,se,las,por,un,para,con,no,una,su,al,lo,como,más,pero,sus,le,ya,o,este,sí,\
      porque,esta,entre,cuando,muy,sin,sobre,también,me,hasta,hay,donde,quien,desde,todo,nos,es,son,puede
      """
    ),
    (
      .italian,
      """
      di,e,il,la,che,in,a,per,è,un,del,le,si,con,i,da,non,una,dei,alla,come,della,sono,al,più,lo,gli,nel,\
      ma,anche,ha,se,o,delle,questo,dal,nella,essere,ai,su,questa,può,tra,dalla,degli
      """
    ),
    (
      .portuguese,
      """
      de,a,o,que,e,do,da,em,um,para,com,não,uma,os,no,se,na,por,mais,as,dos,como,mas,ao,ele,das,à,seu,sua,\
      ou,quando,muito,nos,já,eu,também,só,pelo,pela,até,isso,ela,entre,depois,sem,mesmo,são,é,você
      """
    ),
    (
      .dutch,
      """
      de,van,het,een,en,in,is,dat,op,te,zijn,met,voor,niet,aan,er,om,ook,als,dan,maar,bij,nog,uit,naar,\
      heeft,ze,door,over,hij,wordt,dit,ik,je,deze,of,kan,die,worden,tot,hun,meer,al,geen,wat
      """
    ),
    (.firstPerson, "i,me,my,mine,myself,we,us,our,ours,ourselves"),
    (.secondPerson, "you,your,yours,yourself,yourselves"),
    (
      .hedge,
      """
      maybe,perhaps,might,may,possibly,probably,likely,seems,seem,appears,could,somewhat,generally,usually,\
      often,sometimes,i think,i believe,i guess,in my opinion,not sure,it depends,depends on,tend to,\
      can vary,may vary,it seems,kind of,sort of,as far as i know
      """
    ),
    (
      .connective,
      """
      because,therefore,thus,hence,however,although,though,moreover,furthermore,additionally,first,second,\
      third,next,then,finally,also,while,whereas,since,so that,in addition,as a result,on the other hand,\
      in conclusion,in summary,overall,consequently,meanwhile,instead
      """
    ),
    (
      .example,
      "for instance,such as,e g,including,example,examples,like this,consider,namely"
    ),
    (
      .negation,
      "not,no,never,none,nothing,nor,neither,don t,doesn t,didn t,won t,can t,cannot,isn t,aren t,wasn t"
    ),
    (
      .apology,
      """
      sorry,apologize,apologise,apologies,apology,forgive me,regret,unfortunately,es tut mir leid,\
      lo siento,je suis désolé,désolé
      """
    ),
    (
      .refusal,
      """
      i cannot,i can t,i can not,i won t,i will not,i m not able to,i am not able to,\
      unable to,cannot provide,can t provide,cannot assist,can t assist,can t help,cannot help,\
      not comfortable,i don t feel comfortable,i m sorry but,i am sorry but,i must decline,cannot fulfill,\
      can t fulfill,against my,not appropriate,inappropriate,i do not have access,i don t have access,\
      i do not have the ability,i don t have the ability,i m afraid i,i d rather not,cannot answer,\
      can t answer,not allowed to,i don t know,i do not know,not possible for me
      """
    ),
    (
      .program,
      """
      as an ai,language model,ai assistant,ai model,large language model,chatbot,my training,\
      trained by,training data,knowledge cutoff,openai,i m just a,i am just a,artificial intelligence
      """
    ),
    (
      .caution,
      """
      illegal,unethical,harmful,dangerous,harm,safety,risk,risks,consult,professional,seek help,legal,law,\
      consequences,important to note,please note,keep in mind,be careful,respect,consent,privacy,\
      it s important,it is important,responsible,ethical,warning,doctor,therapist
      """
    ),
    (
      .closing,
      """
      let me know,hope this helps,hope that helps,feel free,any other questions,further questions,\
      happy to help,glad to help,good luck,have a great,is there anything else,would you like me,\
      do you want me,if you have any,enjoy
      """
    ),
    (
      .opener,
      """
      sure,certainly,of course,absolutely,great question,good question,here is,here s,here are,okay,ok,yes,\
      definitely,no problem,i d be happy
      """
    ),
    (.questionWord, "what,why,how,when,where,which,who,whom,whose"),
    (.contrast, "however,but,although,though,despite,whereas,nevertheless,yet,on the other hand"),
    (
      .cause,
      "because,therefore,thus,hence,since,as a result,due to,consequently,in order to,reason"
    ),
    (
      .order,
      "first,second,third,fourth,firstly,secondly,next,then,finally,lastly,step,steps,after that,to begin"
    ),
    (.courtesy, "please,thank,thanks,welcome,hello,hi,dear,glad,happy,appreciate"),
    (.summary, "in conclusion,overall,in summary,to sum up,to summarize,in short"),
    (.reminder, "important,consider,remember,ensure,make sure"),
    (.step, "step,steps"),
  ]
}
