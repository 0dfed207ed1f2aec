package dev.ebb.layout;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The walls of the house: what the packages may know of each other, and how large anything may
 * grow.
 */
@TestInstance(Lifecycle.PER_CLASS)
public class LayoutTest {
  // Read once for all tests: that is most of what they cost.
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(Layout.ROOT);

  @Test
  void eachPackageUsesExactlyWhatItDeclares() {
    Map<String, Set<String>> declared = Layout.declaredUses();
    List<String> violations = new ArrayList<>();
    new Layout(classes)
        .realUses()
        .forEach((name, real) -> {
          Set<String> permitted = declared.get(name);
          if (permitted == null) {
            violations.add(name + ": its package-info has no \"May use: …\"");
            return;
          }
          difference(real, permitted).forEach(x -> violations.add(name + " uses " + x));
          difference(permitted, real)
              .forEach(x -> violations.add(name + " declares " + x + " and does not use it"));
        });
    assertThat(violations).isEmpty();
  }

  @Test
  void noPackageCycleExists() {
    slices().matching(Layout.ROOT + ".(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void onlyDbKnowsJdbc() {
    noClasses()
        .that()
        .resideOutsideOfPackage(Layout.ROOT + ".db..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..")
        .check(classes);
  }

  @Test
  void onlyTheCommandLineWritesToTheTerminal() {
    noClasses()
        .that()
        .resideOutsideOfPackage(Layout.ROOT + ".cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(classes);
  }

  @Test
  void filesMethodsAndPackagesKeepWithinTheirBudgets() {
    assertThat(SourceBudgets.violations(Layout.mainSources())).isEmpty();
  }

  @Test
  void testsAreNoLongerThanOtherFiles() {
    assertThat(SourceBudgets.tooLong(Layout.sources("src/test/java"))).isEmpty();
  }

  private static Set<String> difference(Set<String> left, Set<String> right) {
    Set<String> only = new TreeSet<>(left);
    only.removeAll(right);
    return only;
  }
}
