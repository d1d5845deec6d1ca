package language

import (
	"slices"
	"strings"
)

// small are words that nearly every sentence of a language has one of, without those that English or names have too. A run of names, or of
// English words that stand beside each other in no sentence ("happy lovely beautiful"), looks like another language to n-grams, and has none.
// Hindi in Latin letters is without what people in India say in English too ("yaar", "bhai") and the party that is called like a word of it ("aap").
var small = map[string]map[string]bool{
	"de": set(`der das dem den des ein eine einen einem einer und ist nicht ich du wir ihr sie es mir mich dir dich uns euch mein meine dein sein seine
		auf aus bei mit nach seit von vom zu zum zur für über unter ohne durch gegen auch noch schon nur sehr mal wieder immer jetzt heute morgen gestern
		hat habe haben hatte bin sind wird werden wurde kann können muss müssen soll sollte wie wo wer wenn dass weil aber oder doch kein keine ja nein
		im beim ins ab gibt geht gut gute alles einfach leider endlich`),
	"es": set(`el los las un una unos del al y que qué es son está están era fue ser estar hay he ha han muy más pero como cómo cuando por para con sin
		sobre entre hasta desde ya también nada todo todos toda esta este esto ese eso mi mis tu tus su sus yo nos le les lo se te si sí porque dónde
		quién después antes bien otra otro nadie hoy mañana ayer siempre nunca gracias buenos buenas tengo tiene hace hacer voy vamos va`),
	"fr": set(`le les une du des et est sont c'est j'ai je il elle nous vous ils elles ne pas plus très trop pour avec sans sous dans sur chez par que
		qui quoi depuis après avant aussi bien rien peu où quand comme mais ou donc car ce cet cette ces mon ma mes ton ta tes son sa ses leur au aux en y sans se si déjà encore toujours jamais
		aujourd'hui demain hier merci bonne bonjour tout tous toute être avoir fait faire suis es ai as a-t va vais quel quelle n'ai n'est d'un d'une l'on`),
	"hi-Latn": set(`hai hain hoon hun tha thi hota hoti hote hua hui hue hoga hogi honge nahi nahin nhi kya kyon kyun kyu kaise kaisa kahan kaun kon kaunsa
		kitna kitni kitne koi kuch kuchh sab sabse bhi aur lekin magar agar toh phir fir abhi kabhi hamesha yahan wahan yeh woh jab jaise aise aisa
		aisi ki ke mein maine mujhe mujhse mera meri humein hamara hamari hamare tum tumhe tumhara tumhari tumhare tera teri tere tujhe aapko aapka
		aapki aapke apko apka apki apke apna apni apne uska uski uske usko usse iska iski iske isko inka unka unki unke unko kisi kiya kiye kar karo
		karke karna karne karta karti karte krna krne krta kro raha rahi rahe rha rhi rhe gaya gayi gaye gya gyi gye diya liya liye wala wali wale
		bahut bohot bahot bohut accha achha achhi theek thik sahi bhaiya aaj baat yaad ghar naam chahiye sakta sakti sakte lagta lagti lagte chalo
		dekho dekh bolo haan matlab itna itni itne pehle saath sirf zyada jyada thoda thodi pyar`),
	"it": set(`il lo gli uno una del dello della dei delle degli al allo alla ai alle nel nella dal dalla sul sulla e è sono sei siamo ho hai ha hanno
		non che chi cosa come quando perché per con senza tra fra ma anche ancora sempre mai già più molto poco tutto tutti questo questa quello mio mia
		tuo suo si ci vi mi ti oggi domani ieri grazie buon buona bello bella sta fa`),
	"pt": set(`o os um uma uns do da dos das no na nos nas ao à e é são está estão era foi ser estar tem tenho há não que quem como quando onde por para
		com sem sobre entre até desde já também nada tudo todos todas este esta isto esse essa isso meu minha seu sua eu você ele ela nós vocês se mas
		porque hoje amanhã ontem sempre nunca obrigado obrigada bom boa muito muita mais vou vai fazer`),
}

func set(words string) map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		all[w] = true
	}
	for w := range strings.FieldsSeq(`a as die do no an in so me was am on to he has is it at or car son has man plus sur es tu mi si va al el y e o da la le de les des la`) {
		delete(all, w) // English, or in many names
	}
	return all
}

// without is how much less likely a language is where a text has none of its small words.
const without = 0.01

// doubted takes the small words into account. English needs none: posts in it are as often a few names and an adjective.
func doubted(odds map[string]float64, found []string) map[string]float64 {
	sum := 0.0
	for name, words := range small {
		if !slices.ContainsFunc(found, func(w string) bool { return words[w] }) {
			odds[name] *= without
		}
	}
	for _, p := range odds {
		sum += p
	}
	for name := range odds {
		odds[name] /= sum
	}
	return odds
}
