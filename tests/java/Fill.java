import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.ValidateOutcome;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.UncastData;
import org.javarosa.core.model.data.AnswerDataFactory;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.FormInstance;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.reference.InvalidReferenceException;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceFactory;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.core.services.IPropertyManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.core.services.properties.IPropertyRules;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/**
 * Fills in a form as ODK Collect does, with its own engine, and writes the XML that it would send.
 *
 * <p>Arguments: form.xml, folder of its files, answers (lines "path TAB value"; a path of a repeat
 * carries numbers: nationalities[2]/persons), language ("" for the default). What goes wrong is
 * said on standard error, a line each: "refused TAB path TAB why TAB message".
 */
public final class Fill {
    /** Files of the form, wherever it asks for them. */
    private static final class Beside implements ReferenceFactory {
        private final String prefix;
        private final Path folder;

        Beside(String prefix, Path folder) {
            this.prefix = prefix;
            this.folder = folder;
        }

        public boolean derives(String uri) {
            return uri.startsWith(prefix);
        }

        public Reference derive(String uri) {
            Path file = folder.resolve(uri.substring(uri.lastIndexOf('/') + 1));
            return new Reference() {
                public boolean doesBinaryExist() {
                    return Files.exists(file);
                }

                public InputStream getStream() throws IOException {
                    return new FileInputStream(file.toFile());
                }

                public String getURI() {
                    return uri;
                }

                public String getLocalURI() {
                    return file.toString();
                }

                public boolean isReadOnly() {
                    return true;
                }

                public OutputStream getOutputStream() throws IOException {
                    throw new IOException("read only");
                }

                public void remove() throws IOException {
                    throw new IOException("read only");
                }

                public Reference[] probeAlternativeReferences() {
                    return new Reference[0];
                }
            };
        }

        public Reference derive(String uri, String context) {
            return derive(uri);
        }
    }

    /** What Collect knows of the phone. */
    private static final class Phone implements IPropertyManager {
        public List<String> getProperty(String name) {
            return List.of(getSingularProperty(name));
        }

        public void setProperty(String name, String value) {}

        public void setProperty(String name, List<String> value) {}

        public String getSingularProperty(String name) {
            return name.equals("deviceid") ? "collect:test" : "";
        }

        public void addRules(IPropertyRules rules) {}

        public List<IPropertyRules> getRules() {
            return new ArrayList<>();
        }
    }

    private static final Map<String, String> answers = new LinkedHashMap<>();
    private static final List<String> problems = new ArrayList<>();

    public static void main(String[] words) throws Exception {
        for (String line : Files.readAllLines(Paths.get(words[2]), StandardCharsets.UTF_8)) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                answers.put(line.substring(0, tab), line.substring(tab + 1).replace("\\n", "\n"));
            }
        }
        new JavaRosaCoreModule().registerModule();
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new Phone());
        Path folder = Paths.get(words[1]);
        ReferenceManager manager = ReferenceManager.instance();
        // The longer prefix first: "jr://file" would answer for it as well.
        for (String prefix : new String[] {"jr://file-csv", "jr://file", "jr://images"}) {
            manager.addReferenceFactory(new Beside(prefix, folder));
        }
        FormDef form = XFormUtils.getFormFromFormXml(words[0], null);
        FormEntryModel model = new FormEntryModel(form);
        FormEntryController controller = new FormEntryController(model);
        if (words.length > 3 && !words[3].isEmpty()) {
            controller.setLanguage(words[3]);
        }
        form.initialize(true, new InstanceInitializationFactory());
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        walk(form, model, controller);
        for (String path : answers.keySet()) {
            problems.add("refused\t" + path + "\tnever asked\t");
        }
        ValidateOutcome outcome = form.validate(true);
        if (outcome != null) {
            String why = outcome.outcome == FormEntryController.ANSWER_REQUIRED_BUT_EMPTY
                    ? "required" : "constraint";
            String message = "";
            if (model.getEvent(outcome.failedPrompt) == FormEntryController.EVENT_QUESTION) {
                message = String.valueOf(
                        model.getQuestionPrompt(outcome.failedPrompt).getConstraintText());
            }
            problems.add("refused\t" + path(outcome.failedPrompt.getReference()) + "\t" + why
                    + "\t" + message);
        }
        for (String problem : problems) {
            System.err.println(problem);
        }
        if (!problems.isEmpty()) {
            System.exit(3);
        }
        controller.finalizeFormEntry();
        form.postProcessInstance();
        FormInstance instance = form.getInstance();
        System.out.write(new XFormSerializingVisitor().serializeInstance(instance));
        System.out.flush();
    }

    /** From the first screen to the last, as an enumerator swipes. */
    private static void walk(FormDef form, FormEntryModel model, FormEntryController controller) {
        int event = controller.stepToNextEvent();
        while (event != FormEntryController.EVENT_END_OF_FORM) {
            if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                String path = path(model.getFormIndex().getReference());
                boolean wanted = answers.keySet().stream().anyMatch(one -> one.startsWith(path + "/"));
                if (wanted) {
                    controller.newRepeat();
                }
            } else if (event == FormEntryController.EVENT_QUESTION) {
                answer(model, controller);
            }
            event = controller.stepToNextEvent();
        }
    }

    private static void answer(FormEntryModel model, FormEntryController controller) {
        FormEntryPrompt prompt = model.getQuestionPrompt();
        String path = path(model.getFormIndex().getReference());
        String text = answers.remove(path);
        if (text == null || prompt.isReadOnly()) {
            return;
        }
        IAnswerData data = null;
        if (!text.isEmpty()) {
            data = read(prompt, path, text);
            if (data == null) {
                return;
            }
        }
        int said = controller.answerQuestion(data, true);
        if (said != FormEntryController.ANSWER_OK) {
            String why = said == FormEntryController.ANSWER_REQUIRED_BUT_EMPTY
                    ? "required" : "constraint";
            problems.add("refused\t" + path + "\t" + why + "\t" + prompt.getConstraintText());
        }
    }

    private static IAnswerData read(FormEntryPrompt prompt, String path, String text) {
        QuestionDef question = prompt.getQuestion();
        int control = question.getControlType();
        boolean one = control == org.javarosa.core.model.Constants.CONTROL_SELECT_ONE;
        boolean many = control == org.javarosa.core.model.Constants.CONTROL_SELECT_MULTI;
        if (one || many) {
            List<Selection> chosen = new ArrayList<>();
            for (String word : many ? text.split(" ") : new String[] {text}) {
                SelectChoice found = null;
                for (SelectChoice choice : prompt.getSelectChoices()) {
                    if (choice.getValue().equals(word)) {
                        found = choice;
                    }
                }
                if (found == null) {
                    problems.add("refused\t" + path + "\tnot offered\t" + word);
                    return null;
                }
                chosen.add(found.selection());
            }
            return one ? new SelectOneData(chosen.get(0)) : new SelectMultiData(chosen);
        }
        try {
            return AnswerDataFactory.templateByDataType(prompt.getDataType()).cast(
                    new UncastData(text));
        } catch (RuntimeException problem) {
            problems.add("refused\t" + path + "\tnot of its type\t" + problem.getMessage());
            return null;
        }
    }

    /** Names from below the root; the second row of a repeat and later ones have their number. */
    private static String path(TreeReference reference) {
        StringBuilder made = new StringBuilder();
        for (int level = 1; level < reference.size(); level++) {
            made.append(made.length() > 0 ? "/" : "").append(reference.getName(level));
            int number = reference.getMultiplicity(level);
            // Also what is no repeat is the first of its name: only others say their number.
            if (number > 0) {
                made.append("[").append(number + 1).append("]");
            }
        }
        return made.toString();
    }
}
